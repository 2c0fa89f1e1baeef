package network.higherself.redis.playground.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import network.higherself.redis.playground.apiserver.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions and variables that the rules of CustomResourceDefinitions use. */
class CelRulesTest {
    private static CelRules rules(String rule, String more) throws Exception {
        ObjectNode schema = (ObjectNode) Json.MAPPER.readTree("""
                {"type": "object", "properties": {
                  "text": {"type": "string"}, "other-text": {"type": "string"},
                  "number": {"type": "number"}, "count": {"type": "integer"},
                  "list": {"type": "array", "items": {"type": "string"}},
                  "map": {"type": "object", "additionalProperties": {"type": "string"}},
                  "anything": {"type": "object",
                    "additionalProperties": {"x-kubernetes-preserve-unknown-fields": true}}}}
                """);
        ObjectNode validation = (ObjectNode) Json.MAPPER.readTree("{" + more + "}");
        schema.putArray("x-kubernetes-validations").add(validation.put("rule", rule));
        return CelRules.compile(OpenApiReader.read(schema));
    }

    private static JsonNode object() throws Exception {
        return Json.MAPPER.readTree("""
                {"text": "10Gi", "other-text": "a,b", "number": 1, "count": 3, "list": ["a", "b"], "map": {"k-1": "v"}}
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            quantity(self.text).isGreaterThan(quantity('9Gi'))     | true
            quantity(self.text).compareTo(quantity('10240Mi')) == 0 | true
            isQuantity('ten')                                      | false
            quantity('500m').add(quantity('500m')).asInteger() == 1 | true
            self.text.matches('^[0-9]+Gi$')                        | true
            self.text.startsWith('10') && self.text.size() == 4    | true
            self.other__dash__text.split(',').size() == 2          | true
            self.list.join('-') == 'a-b'                           | true
            self.list.all(x, x in ['a', 'b'])                      | true
            self.list.exists_one(x, x == 'c')                      | false
            self.list.isSorted() && [1, 2].sum() == 3              | true
            self.map.all(k, k.startsWith('k-') && self.map[k] == 'v') | true
            self.number < 1.5 && self.number == 1.0                | true
            self.count in [1, 2, 3]                                | true
            duration('90s') > duration('1m')                       | true
            'a1b22'.findAll('[0-9]+') == ['1', '22']               | true
            isURL('https://example.org/x')                         | true
            !has(self.absent)                                      | true
            self.?absent.orValue('x') == 'x'                       | true
            """)
    void evaluates(String rule, boolean holds) throws Exception {
        assertThat(rules(rule, "").check(object(), null).isEmpty()).isEqualTo(holds);
    }

    @Test
    void aTransitionRuleWaitsForATransition() throws Exception {
        CelRules rules = rules("self.count >= oldSelf.count", "\"message\": \"only upwards\"");
        assertThat(rules.check(object(), null)).isEmpty();
        ObjectNode old = object().deepCopy();
        old.put("count", 4);
        assertThat(rules.check(object(), old)).singleElement().satisfies(cause -> {
            assertThat(cause.message()).isEqualTo("Invalid value: only upwards");
            assertThat(cause.field()).isEqualTo("<nil>");
        });
    }

    @Test
    void anOptionalOldSelfIsAskedAtCreationToo() throws Exception {
        CelRules rules = rules("oldSelf.hasValue() || self.count == 0", "\"optionalOldSelf\": true");
        assertThat(rules.check(object(), null)).hasSize(1);
        assertThat(rules.check(object(), object())).isEmpty();
    }

    @Test
    void aRuleNamesItsFieldAndReason() throws Exception {
        CelRules rules = rules("false", "\"fieldPath\": \".count\", \"reason\": \"FieldValueForbidden\"");
        assertThat(rules.check(object(), null)).singleElement().satisfies(cause -> {
            assertThat(cause.field()).isEqualTo("count");
            assertThat(cause.reason()).isEqualTo("FieldValueForbidden");
            assertThat(cause.message()).isEqualTo("Forbidden: failed rule: false");
        });
    }

    @Test
    void aRuleThatIsNoCelIsRefused() {
        assertThatThrownBy(() -> rules("self.count >", ""))
                .isInstanceOf(CelRules.Unusable.class)
                .hasMessageContaining("x-kubernetes-validations[0].rule");
    }

    /** As a real API server does, in its words. */
    @Test
    void aRuleAboutAFieldOfNoKnownTypeIsRefused() {
        assertThatThrownBy(() -> rules("self.text == '' || !has(self.anything)", ""))
                .isInstanceOf(CelRules.Unusable.class)
                .hasMessageEndingWith(
                        "x-kubernetes-validations[0].rule: compilation failed: undefined field 'anything'");
    }
}
