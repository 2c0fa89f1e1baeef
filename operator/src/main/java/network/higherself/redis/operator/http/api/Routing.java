package network.higherself.redis.operator.http.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.http.Request;

/** Finds what a call asks for, and reads what it says. Pure; everything that does not fit is refused here. */
final class Routing {

    /** Not where it is said to be unwanted. */
    private static final Pattern GZIP =
            Pattern.compile("(^|[ ,])gzip *(,|$|; *q *= *(1|0\\.0*[1-9]))", Pattern.CASE_INSENSITIVE);

    private static final List<Route> ROUTES =
            Stream.of(Operation.values()).map(Route::of).toList();

    private record Route(Operation operation, List<String> segments) {
        static Route of(Operation operation) {
            return new Route(operation, List.of(operation.path().split("/")));
        }

        boolean fits(String[] path) {
            if (path.length != segments.size()) {
                return false;
            }
            for (int i = 0; i < path.length; i++) {
                if (!parameter(i) && !segments.get(i).equals(path[i])) {
                    return false;
                }
            }
            return true;
        }

        boolean parameter(int at) {
            return segments.get(at).startsWith("{");
        }

        String name(int at) {
            return segments.get(at).substring(1, segments.get(at).length() - 1);
        }
    }

    private Routing() {}

    /** Which operation it is; empty for a path that is none of the API's. */
    static Optional<Operation> find(Request request) {
        List<Route> found = found(request);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(found.stream()
                .map(Route::operation)
                .filter(operation -> operation.method().equals(request.method()))
                .findFirst()
                .orElseThrow(() -> {
                    String methods = found.stream()
                            .map(route -> route.operation.method())
                            .distinct()
                            .collect(Collectors.joining(", "));
                    return new Refusal(405, "this path takes " + methods, Map.of("Allow", methods));
                }));
    }

    /** What the call says, complete with what it left out. */
    static Call read(Operation operation, Request request) {
        Route route = found(request).stream()
                .filter(candidate -> candidate.operation == operation)
                .findFirst()
                .orElseThrow();
        Map<String, String> said = new HashMap<>();
        String[] path = segments(request);
        for (int i = 0; i < path.length; i++) {
            if (route.parameter(i)) {
                said.put(route.name(i), PercentEncoding.decode(path[i], "the path"));
            }
        }
        query(operation, request.query()).forEach(said::put);
        body(request.body());
        boolean zipped = request.header("accept-encoding")
                .filter(accepted -> GZIP.matcher(accepted).find())
                .isPresent();
        return new Call(operation, checked(operation, said), zipped);
    }

    private static List<Route> found(Request request) {
        String[] path = segments(request);
        List<Route> found = new ArrayList<>();
        for (Route route : ROUTES) {
            if (route.fits(path)) {
                found.add(route);
            }
        }
        return found;
    }

    private static String[] segments(Request request) {
        return request.path().split("/", -1);
    }

    private static Map<String, String> query(Operation operation, String query) {
        Map<String, String> said = new HashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = PercentEncoding.decode(equals < 0 ? pair : pair.substring(0, equals), "the query");
            Parameter known = operation.parameters().stream()
                    .filter(parameter -> !parameter.inPath() && parameter.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new Refusal(
                            400, "the query holds a parameter that is not known here; " + known(operation)));
            String value = PercentEncoding.decode(
                    equals < 0 ? "" : pair.substring(equals + 1).replace("+", "%20"), known.name());
            if (said.put(known.name(), value) != null) {
                throw new Refusal(400, known.name() + " is given twice");
            }
        }
        return said;
    }

    private static String known(Operation operation) {
        String names = operation.parameters().stream()
                .filter(parameter -> !parameter.inPath())
                .map(Parameter::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "there is none" : "known are " + names;
    }

    private static void body(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t' && b != '{' && b != '}') {
                throw new Refusal(400, "no call takes a body; leave it away");
            }
        }
    }

    private static Map<String, String> checked(Operation operation, Map<String, String> said) {
        Map<String, String> values = new HashMap<>();
        for (Parameter parameter : operation.parameters()) {
            String value = said.get(parameter.name());
            if (value == null) {
                parameter.otherwise().ifPresent(otherwise -> values.put(parameter.name(), otherwise));
            } else if (parameter.fits().matcher(value).matches()) {
                values.put(parameter.name(), value);
            } else {
                throw new Refusal(400, parameter.name() + " must be " + parameter.words());
            }
        }
        return values;
    }
}
