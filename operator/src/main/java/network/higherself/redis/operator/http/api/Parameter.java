package network.higherself.redis.operator.http.api;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a caller may say, and how. A value that does not fit is refused before anything else happens.
 *
 * @param otherwise the value where none was given; empty for one that may be left out, or stands in the path
 * @param words what fits, as in {@code 1 to 1000}
 */
record Parameter(String name, boolean inPath, Pattern fits, Optional<String> otherwise, String words) {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    /** A pod's name, or the host and port of a Redis that somebody else runs. */
    private static final Pattern MEMBER = Pattern.compile("[a-z0-9]([a-z0-9.:-]{0,258}[a-z0-9])?");

    /** Up to eight stars: more can keep an older server busy with a single name for long. */
    private static final Pattern GLOB = Pattern.compile("(?=.{1,256}$)[^\\p{Cntrl}*]*+(\\*+[^\\p{Cntrl}*]*+){0,8}+");

    private static final String SECTIONS = "server|clients|memory|persistence|stats|replication|cpu|commandstats"
            + "|latencystats|errorstats|cluster|modules|keyspace|default|all|everything";

    static final Parameter NAMESPACE = path("namespace", LABEL, "a namespace's name");
    static final Parameter NAME = path("name", SUBDOMAIN, "a resource's name");
    static final Parameter SECTION =
            path("section", Pattern.compile(SECTIONS), "one of " + SECTIONS.replace("|", ", "));
    static final Parameter PATH_PATTERN =
            path("pattern", GLOB, "1 to 256 characters, with 8 stars at most and no control character");
    static final Parameter PATTERN = query(
            "pattern", GLOB, Optional.of("*"), "1 to 256 characters, with 8 stars at most and no control character");
    static final Parameter LIMIT =
            query("limit", Pattern.compile("[1-9][0-9]{0,2}|1000"), Optional.of("100"), "1 to 1000");
    static final Parameter ENTRIES = query("limit", Pattern.compile("[1-9][0-9]?|100"), Optional.of("20"), "1 to 100");
    static final Parameter INSTANCE =
            query("instance", MEMBER, Optional.empty(), "name of an instance, as status.members has it");
    static final Parameter ROUTE = query(
            "route",
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?"),
            Optional.empty(),
            "name of a route");
    static final Parameter SCOPE = query(
            "scope",
            Pattern.compile("replica|leader"),
            Optional.of("leader"),
            "leader or replica: what the operator's leader tells, or the replica that is asked");

    private static Parameter path(String name, Pattern fits, String words) {
        return new Parameter(name, true, fits, Optional.empty(), words);
    }

    private static Parameter query(String name, Pattern fits, Optional<String> otherwise, String words) {
        return new Parameter(name, false, fits, otherwise, words);
    }
}
