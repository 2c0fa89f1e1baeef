package network.higherself.redis.operator.reconcile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.operator.credentials.AclFile;
import network.higherself.redis.operator.credentials.AclRules;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.credentials.VersionFamily;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.RedisCommands;

/** Gives a running server the users that its plan asks for, and takes away those of features that are off. */
final class LiveUsers {

    private final RedisCommands commands;

    LiveUsers(RedisCommands commands) {
        this.commands = commands;
    }

    /** All that {@link #align} depends on, without secrets. */
    static String fingerprint(RedisPlan plan, Credentials credentials) {
        List<String> parts = new ArrayList<>(List.of(
                Integer.toHexString(plan.access().hashCode()),
                Integer.toHexString(plan.features().hashCode()),
                plan.environment().name(),
                AclFile.hash(credentials.application()),
                AclFile.hash(credentials.replication())));
        credentials.features().values().forEach(password -> parts.add(AclFile.hash(password)));
        return String.join("/", parts);
    }

    /** True where all went well; none of it ends a connection, but those of users that are taken away. */
    CompletableFuture<Boolean> align(
            Instance instance, Access access, RedisPlan plan, Credentials credentials, VersionFamily family) {
        Map<FeatureKind, List<String>> features = AclRules.features(plan, credentials, family);
        List<String> gone = Arrays.stream(FeatureKind.values())
                .filter(kind -> !features.containsKey(kind))
                .map(Credentials::user)
                .toList();
        // First the operator's own rules: a server that started under an earlier release may lack what the rest takes.
        CompletableFuture<Boolean> all = commands.setUser(
                        instance, access, Credentials.OPERATOR_USER, AclRules.operator())
                .thenApply(ActionResult::done);
        all = then(
                all,
                () -> set(
                        instance,
                        access,
                        Credentials.APPLICATION_USER,
                        credentials.application(),
                        AclRules.application(plan, family)));
        all = then(
                all,
                () -> set(
                        instance,
                        access,
                        Credentials.REPLICATION_USER,
                        credentials.replication(),
                        AclRules.replication()));
        for (Map.Entry<FeatureKind, List<String>> feature : features.entrySet()) {
            all = then(
                    all,
                    () -> set(
                            instance,
                            access,
                            Credentials.user(feature.getKey()),
                            credentials.features().get(feature.getKey()),
                            feature.getValue()));
        }
        return gone.isEmpty()
                ? all
                : then(all, () -> commands.deleteUsers(instance, access, gone).thenApply(ActionResult::done));
    }

    private static CompletableFuture<Boolean> then(
            CompletableFuture<Boolean> before, java.util.function.Supplier<CompletableFuture<Boolean>> next) {
        return before.thenCompose(good -> good ? next.get() : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Boolean> set(
            Instance instance, Access access, String user, String password, List<String> rules) {
        List<String> words = new ArrayList<>(List.of("on", "resetpass", AclFile.hash(password)));
        words.addAll(rules);
        return commands.setUser(instance, access, user, words).thenApply(ActionResult::done);
    }
}
