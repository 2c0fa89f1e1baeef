package network.higherself.redis.playground.apiserver.rbac;

import java.util.List;

/** Who asks. */
public record User(String name, String uid, List<String> groups) {
    public static final String MASTERS = "system:masters";

    public boolean isAdministrator() {
        return groups.contains(MASTERS);
    }

    /** A ServiceAccount as a user, with the groups that it is in. */
    public static User serviceAccount(String namespace, String name, String uid) {
        return new User(
                "system:serviceaccount:" + namespace + ":" + name,
                uid,
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"));
    }
}
