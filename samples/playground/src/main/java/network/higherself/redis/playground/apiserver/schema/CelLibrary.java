package network.higherself.redis.playground.apiserver.schema;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The CEL environment of validation rules: the standard, the extensions and Kubernetes' own functions. */
final class CelLibrary {
    private static final CelType DYN = SimpleType.DYN;
    private static final CelType STRING = SimpleType.STRING;

    private final List<CelFunctionDecl> declarations = new ArrayList<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    private CelLibrary() {}

    /** Variables are {@code self} and {@code oldSelf}, both without a static type. */
    static Cel environment() {
        CelLibrary library = new CelLibrary();
        library.quantities();
        library.lists();
        library.texts();
        return CelFactory.standardCelBuilder()
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setOptions(CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .build())
                .addVar("self", DYN)
                .addVar("oldSelf", DYN)
                .addCompilerLibraries(CelExtensions.strings(), CelExtensions.optional(), CelExtensions.bindings())
                .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.optional())
                .addFunctionDeclarations(library.declarations)
                .addFunctionBindings(library.bindings)
                .build();
    }

    private void quantities() {
        global("quantity", STRING, DYN, String.class, CelLibrary::quantity);
        global(
                "isQuantity",
                STRING,
                SimpleType.BOOL,
                String.class,
                text -> Quantities.parse(text).isPresent());
        compare("isGreaterThan", order -> order > 0);
        compare("isLessThan", order -> order < 0);
        member("compareTo", DYN, DYN, SimpleType.INT, Object.class, Object.class, (a, b) ->
                (long) decimal(a).compareTo(decimal(b)));
        member(
                "add",
                DYN,
                DYN,
                DYN,
                Object.class,
                Object.class,
                (a, b) -> new Quantity(decimal(a).add(decimal(b))));
        member(
                "sub",
                DYN,
                DYN,
                DYN,
                Object.class,
                Object.class,
                (a, b) -> new Quantity(decimal(a).subtract(decimal(b))));
        member("asInteger", DYN, SimpleType.INT, Object.class, a -> decimal(a).longValueExact());
        member(
                "isInteger",
                DYN,
                SimpleType.BOOL,
                Object.class,
                a -> decimal(a).stripTrailingZeros().scale() <= 0);
        member(
                "asApproximateFloat",
                DYN,
                SimpleType.DOUBLE,
                Object.class,
                a -> decimal(a).doubleValue());
        member("sign", DYN, SimpleType.INT, Object.class, a -> (long) decimal(a).signum());
    }

    private void lists() {
        CelType list = ListType.create(DYN);
        member("isSorted", list, SimpleType.BOOL, Collection.class, items -> {
            List<Object> all = new ArrayList<>((Collection<?>) items);
            List<Object> sorted = new ArrayList<>(all);
            sorted.sort(CelLibrary::order);
            return all.equals(sorted);
        });
        member("sum", list, DYN, Collection.class, CelLibrary::sum);
        member(
                "min",
                list,
                DYN,
                Collection.class,
                items -> ((Collection<?>) items)
                        .stream().map(Object.class::cast).min(CelLibrary::order).orElseThrow());
        member(
                "max",
                list,
                DYN,
                Collection.class,
                items -> ((Collection<?>) items)
                        .stream().map(Object.class::cast).max(CelLibrary::order).orElseThrow());
    }

    private void texts() {
        member("find", STRING, STRING, STRING, String.class, String.class, (text, pattern) -> {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            return matcher.find() ? matcher.group() : "";
        });
        member("findAll", STRING, STRING, ListType.create(STRING), String.class, String.class, (text, pattern) -> {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            List<String> found = new ArrayList<>();
            while (matcher.find()) found.add(matcher.group());
            return found;
        });
        global("isURL", STRING, SimpleType.BOOL, String.class, CelLibrary::isUrl);
        member(
                "format",
                STRING,
                ListType.create(DYN),
                STRING,
                String.class,
                Collection.class,
                (form, values) -> format(form, new ArrayList<>((Collection<?>) values)));
    }

    private static String format(String form, List<?> values) {
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            if (c != '%' || i + 1 == form.length()) {
                out.append(c);
            } else if (form.charAt(++i) == '%') {
                out.append('%');
            } else {
                out.append(values.get(next++));
            }
        }
        return out.toString();
    }

    private static boolean isUrl(String text) {
        try {
            return URI.create(text).isAbsolute() || text.startsWith("/");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Object sum(Collection<?> items) {
        boolean whole = items.stream().allMatch(Long.class::isInstance);
        if (whole) return items.stream().mapToLong(Long.class::cast).sum();
        return items.stream().mapToDouble(item -> ((Number) item).doubleValue()).sum();
    }

    @SuppressWarnings("unchecked")
    private static int order(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) return Double.compare(x.doubleValue(), y.doubleValue());
        return Comparator.<Comparable<Object>>naturalOrder().compare((Comparable<Object>) a, (Comparable<Object>) b);
    }

    private record Quantity(BigDecimal number) {}

    private static Quantity quantity(String text) {
        return new Quantity(
                Quantities.parse(text).orElseThrow(() -> new IllegalArgumentException("no quantity: " + text)));
    }

    private static BigDecimal decimal(Object value) {
        if (value instanceof Quantity quantity) return quantity.number();
        return new BigDecimal(value.toString());
    }

    private void compare(String name, java.util.function.IntPredicate test) {
        member(
                name,
                DYN,
                DYN,
                SimpleType.BOOL,
                Object.class,
                Object.class,
                (a, b) -> test.test(decimal(a).compareTo(decimal(b))));
    }

    private <A> void global(String name, CelType a, CelType result, Class<A> type, Function<A, Object> body) {
        String id = "k8s_" + name;
        declarations.add(
                CelFunctionDecl.newFunctionDeclaration(name, CelOverloadDecl.newGlobalOverload(id, result, a)));
        bindings.add(CelFunctionBinding.from(id, type, body::apply));
    }

    private <A> void member(String name, CelType a, CelType result, Class<A> type, Function<A, Object> body) {
        String id = "k8s_" + name;
        declarations.add(
                CelFunctionDecl.newFunctionDeclaration(name, CelOverloadDecl.newMemberOverload(id, result, a)));
        bindings.add(CelFunctionBinding.from(id, type, body::apply));
    }

    private <A, B> void member(
            String name,
            CelType a,
            CelType b,
            CelType result,
            Class<A> typeA,
            Class<B> typeB,
            BiFunction<A, B, Object> body) {
        String id = "k8s_" + name;
        declarations.add(
                CelFunctionDecl.newFunctionDeclaration(name, CelOverloadDecl.newMemberOverload(id, result, a, b)));
        bindings.add(CelFunctionBinding.from(id, typeA, typeB, body::apply));
    }
}
