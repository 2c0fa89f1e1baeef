package network.higherself.redis.playground.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=1              | true
            a==2             | false
            a!=2             | true
            c!=2             | true
            a in (1, 2)      | true
            a notin (1,2)    | false
            c notin (1)      | true
            c in (1)         | false
            x.io/y           | true
            !x.io/y          | false
            a=1,x.io/y=z     | true
            a=1,c            | false
            """)
    void selectsByLabels(String selector, boolean selected) throws Exception {
        JsonNode object = Json.MAPPER.readTree("{\"metadata\":{\"labels\":{\"a\":\"1\",\"x.io/y\":\"z\"}}}");
        assertThat(Selector.labels(selector).test(object)).isEqualTo(selected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1,,", "a in 1", "=1", "a=b=c"})
    void refusesWhatItCannotRead(String selector) {
        assertThatThrownBy(() -> Selector.labels(selector)).isInstanceOf(ApiFailure.class);
    }
}
