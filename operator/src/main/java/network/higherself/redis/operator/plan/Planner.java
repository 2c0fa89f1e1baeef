package network.higherself.redis.operator.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import network.higherself.redis.api.v1.Environment;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisSpec;
import network.higherself.redis.api.v1.Network;
import network.higherself.redis.api.v1.NetworkPolicyMode;
import network.higherself.redis.api.v1.PodTemplate;
import network.higherself.redis.api.v1.Probe;
import network.higherself.redis.api.v1.Retention;
import network.higherself.redis.api.v1.Storage;
import network.higherself.redis.api.v1.TlsMode;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.plan.RedisPlan.Access;
import network.higherself.redis.operator.plan.RedisPlan.Encryption;
import network.higherself.redis.operator.plan.RedisPlan.FeaturesInUse;
import network.higherself.redis.operator.plan.RedisPlan.Identity;
import network.higherself.redis.operator.plan.RedisPlan.NetworkAccess;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.plan.RedisPlan.SecretKey;
import network.higherself.redis.operator.plan.RedisPlan.Volume;

/** Turns a resource into a plan, or says all that is wrong with it at once. Pure. */
public final class Planner {

    /**
     * Longest name: a StatefulSet's pods carry its name with a hash of eleven characters in a label, and a label holds
     * 63.
     */
    static final int LONGEST_NAME = 52;

    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern IMAGE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._:/@-]{0,511}");
    private static final Pattern CHANNEL = Pattern.compile("[^\\s\\p{Cntrl}\"\\\\]{1,256}");

    private final PlannerSettings settings;

    public Planner(PlannerSettings settings) {
        this.settings = settings;
    }

    /** @param lastAccepted the plan in force, which bounds what may change */
    public PlanResult plan(HigherSelfRedis resource, Optional<RedisPlan> lastAccepted) {
        Problems problems = new Problems();
        HigherSelfRedisSpec spec = resource.getSpec();
        if (spec == null) {
            problems.refuse("spec", "is missing. Say at least spec.environment.");
            return new PlanResult.Rejected(problems.refusals());
        }
        SortedMap<String, String> before =
                lastAccepted.map(RedisPlan::directives).orElseGet(TreeMap::new);
        RedisPlan plan = resolve(resource, spec, before, problems);
        if (problems.refusals().isEmpty()) {
            lastAccepted.ifPresent(accepted -> ChangeRules.check(plan, accepted, problems));
        }
        return problems.refusals().isEmpty()
                ? new PlanResult.Accepted(plan, problems.warnings())
                : new PlanResult.Rejected(problems.refusals());
    }

    private RedisPlan resolve(
            HigherSelfRedis resource, HigherSelfRedisSpec spec, SortedMap<String, String> before, Problems problems) {
        Identity identity = identity(resource, problems);
        Environment environment = environment(spec, problems);
        EnvironmentDefaults defaults = EnvironmentDefaults.of(environment);
        boolean production = environment == Environment.Production;
        TopologyMode mode = mode(spec, defaults, problems);
        int instances = instances(spec, mode, defaults, problems);
        Encryption encryption = encryption(spec, defaults, production, problems);
        ProbeSettings probe = probe(spec.probe(), defaults, problems);
        FeaturesInUse features = FeaturePlanning.resolve(spec.features(), problems);
        SortedMap<String, String> directives = DirectivePlanning.resolve(
                spec.config(),
                features,
                defaults,
                mode,
                instances,
                production,
                probe.slowCommandThreshold(),
                before,
                problems);
        Optional<Volume> volume = volume(spec.storage(), defaults, problems);
        if (production && instances == 1) {
            problems.warn("spec.topology.instances", "one instance alone can't take over when its pod is lost.");
        }
        return new RedisPlan(
                identity,
                environment,
                image(spec, problems),
                mode,
                instances,
                volume,
                access(spec, problems),
                encryption,
                directives,
                ClientPlanning.resolve(
                        spec.client(),
                        defaults,
                        ClientPlanning.database(spec.client(), directives, problems),
                        problems),
                probe,
                network(spec.network(), defaults, problems),
                MemoryPlanning.resources(spec.resources(), directives, problems),
                template(spec.template(), problems),
                defaults.highlyAvailable() && instances > 1,
                defaults.highlyAvailable(),
                features);
    }

    static Environment environment(HigherSelfRedisSpec spec, Problems problems) {
        if (spec.environment() == null) {
            problems.refuse("spec.environment", "is required: Development, Staging or Production.");
        }
        return known("spec.environment", spec.environment(), Environment.Unknown, Environment.Development, problems);
    }

    static Identity identity(HigherSelfRedis resource, Problems problems) {
        String name = resource.getMetadata().getName();
        if (name.length() > LONGEST_NAME) {
            problems.refuse(
                    "metadata.name",
                    "has " + name.length() + " characters; pods carry it in a label that leaves room for "
                            + LONGEST_NAME + ". Choose a shorter name.");
        }
        if (!SERVICE_NAME.matcher(name).matches()) {
            problems.refuse(
                    "metadata.name",
                    "names a Service too: it must begin with a letter and hold only a-z, 0-9 and '-'. Choose another"
                            + " name.");
        }
        return new Identity(
                resource.getMetadata().getNamespace(),
                name,
                resource.getMetadata().getUid());
    }

    static <E extends Enum<E>> E known(String field, E value, E unknown, E otherwise, Problems problems) {
        if (value == unknown) {
            problems.refuse(field, "has a value that this release of the operator does not know.");
            return otherwise;
        }
        return value == null ? otherwise : value;
    }

    private String image(HigherSelfRedisSpec spec, Problems problems) {
        String image = spec.image() == null ? settings.defaultImage() : spec.image();
        if (!IMAGE.matcher(image).matches()) {
            problems.refuse("spec.image", "is no image name, as in redis:7.2.");
        }
        return image;
    }

    private static TopologyMode mode(HigherSelfRedisSpec spec, EnvironmentDefaults defaults, Problems problems) {
        TopologyMode asked = spec.topology() == null ? null : spec.topology().mode();
        return known("spec.topology.mode", asked, TopologyMode.Unknown, defaults.mode(), problems);
    }

    private static int instances(
            HigherSelfRedisSpec spec, TopologyMode mode, EnvironmentDefaults defaults, Problems problems) {
        Integer asked = spec.topology() == null ? null : spec.topology().instances();
        int otherwise = mode == TopologyMode.Standalone ? 1 : Math.max(2, defaults.instances());
        int instances = problems.number("spec.topology.instances", asked, otherwise, 1, 30);
        if (mode == TopologyMode.Standalone && instances > 1) {
            problems.refuse(
                    "spec.topology.instances",
                    "Standalone has one instance. Set it to 1, or make a resource with spec.topology.mode: Replication.");
        }
        return instances;
    }

    private static Optional<Volume> volume(Storage storage, EnvironmentDefaults defaults, Problems problems) {
        if (storage == null && defaults.volumeSize().isEmpty()) {
            return Optional.empty();
        }
        String size = defaults.volumeSize().orElse(EnvironmentDefaults.SMALLEST_VOLUME);
        Retention retention = defaults.retention();
        Optional<String> storageClassName = Optional.empty();
        if (storage != null) {
            if (storage.size() != null) {
                size = storage.size().toString();
                if (MemoryPlanning.bytes("spec.storage.size", storage.size(), problems) <= 0) {
                    problems.refuse("spec.storage.size", "must be above zero, as in 2Gi.");
                }
            }
            retention = known("spec.storage.retention", storage.retention(), Retention.Unknown, retention, problems);
            storageClassName = Optional.ofNullable(storage.storageClassName());
        }
        return Optional.of(new Volume(size, storageClassName, retention));
    }

    private static Access access(HigherSelfRedisSpec spec, Problems problems) {
        if (spec.auth() == null) {
            return new Access(Optional.empty(), List.of("*"));
        }
        Optional<SecretKey> password = Optional.ofNullable(spec.auth().passwordSecretRef())
                .map(ref -> new SecretKey(
                        ref.name() == null ? "" : ref.name(), ref.key() == null ? "password" : ref.key()));
        if (password.isPresent() && password.get().name().isBlank()) {
            problems.refuse("spec.auth.passwordSecretRef.name", "is required.");
        }
        List<String> channels =
                spec.auth().channels() == null ? List.of("*") : spec.auth().channels();
        channels("spec.auth.channels", channels, problems);
        return new Access(password, List.copyOf(channels));
    }

    static void channels(String field, List<String> channels, Problems problems) {
        for (int i = 0; i < channels.size(); i++) {
            if (channels.get(i) == null || !CHANNEL.matcher(channels.get(i)).matches()) {
                problems.refuse(field + "[" + i + "]", "must be a channel pattern without spaces or quotes.");
            }
        }
    }

    private static Encryption encryption(
            HigherSelfRedisSpec spec, EnvironmentDefaults defaults, boolean production, Problems problems) {
        TlsMode asked = spec.tls() == null ? null : spec.tls().mode();
        TlsMode mode = known("spec.tls.mode", asked, TlsMode.Unknown, defaults.tls(), problems);
        Optional<String> secret = Optional.ofNullable(spec.tls())
                .flatMap(tls -> Optional.ofNullable(tls.secretRef()))
                .map(ref -> ref.name() == null ? "" : ref.name());
        if (mode == TlsMode.Secret && secret.filter(name -> !name.isBlank()).isEmpty()) {
            problems.refuse("spec.tls.secretRef.name", "is required with spec.tls.mode: Secret.");
        }
        if (mode != TlsMode.Secret && secret.isPresent()) {
            problems.refuse(
                    "spec.tls.secretRef", "is only read with spec.tls.mode: Secret. Set the mode or take it out.");
        }
        if (production && mode == TlsMode.Disabled) {
            problems.warn("spec.tls.mode", "passwords and data cross the network in clear.");
        }
        return new Encryption(mode, mode == TlsMode.Secret ? secret : Optional.empty());
    }

    static ProbeSettings probe(Probe asked, EnvironmentDefaults defaults, Problems problems) {
        Probe probe = asked == null ? new Probe(null, null, null) : asked;
        return new ProbeSettings(
                problems.duration(
                        "spec.probe.interval",
                        probe.interval(),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1)),
                problems.duration(
                        "spec.probe.timeout",
                        probe.timeout(),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(30)),
                problems.duration(
                        "spec.probe.slowCommandThreshold",
                        probe.slowCommandThreshold(),
                        defaults.slowCommandThreshold(),
                        Duration.ofMillis(1),
                        Duration.ofHours(1)));
    }

    private static NetworkAccess network(Network network, EnvironmentDefaults defaults, Problems problems) {
        NetworkPolicyMode asked = network == null ? null : network.policy();
        NetworkPolicyMode otherwise = defaults.networkPolicy() ? NetworkPolicyMode.Enabled : NetworkPolicyMode.Disabled;
        NetworkPolicyMode mode = known("spec.network.policy", asked, NetworkPolicyMode.Unknown, otherwise, problems);
        Optional<List<io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer>> allowFrom =
                Optional.ofNullable(network).map(Network::allowFrom);
        if (mode == NetworkPolicyMode.Disabled && allowFrom.isPresent()) {
            problems.refuse(
                    "spec.network.allowFrom",
                    "means nothing without a policy. Set spec.network.policy: Enabled or take it out.");
        }
        return new NetworkAccess(mode == NetworkPolicyMode.Enabled, allowFrom);
    }

    private static PodTemplate template(PodTemplate template, Problems problems) {
        PodTemplate present = template == null
                ? new PodTemplate(null, null, null, null, null, null, null, null, null, null)
                : template;
        reserved("spec.template.labels", present.labels(), problems);
        reserved("spec.template.annotations", present.annotations(), problems);
        return present;
    }

    private static void reserved(String field, java.util.Map<String, String> entries, Problems problems) {
        if (entries != null) {
            entries.keySet().stream()
                    .filter(key -> key.startsWith("app.kubernetes.io/") || key.startsWith("redis.higherself.network/"))
                    .sorted()
                    .forEach(key -> problems.refuse(field + "." + key, "is set by the operator. Take it out."));
        }
    }
}
