package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.credentials.CredentialsResolution;
import network.higherself.redis.operator.credentials.CredentialsResolver;
import network.higherself.redis.operator.credentials.KnownSecrets;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.PlanResult;
import network.higherself.redis.operator.plan.PlanStore;
import network.higherself.redis.operator.plan.Planner;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.reconcile.Inputs.Intent;
import network.higherself.redis.operator.reconcile.Inputs.Resolution;
import network.higherself.redis.operator.reconcile.NamedSecrets.Lookup;
import network.higherself.redis.operator.reconcile.Passed.Question;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.VolumeGrowth;
import network.higherself.redis.operator.tls.KnownCertificates;
import network.higherself.redis.operator.tls.TlsResolution;
import network.higherself.redis.operator.tls.TlsResolver;

/** The gate before anything is applied: decides which plan is run, and with which secrets. */
final class PlanGate {

    private final Planner planner;
    private final CredentialsResolver credentials;
    private final TlsResolver tls;
    private final NamedSecrets namedSecrets;
    private final String clusterDomain;
    private final Clock clock;

    PlanGate(
            Planner planner,
            CredentialsResolver credentials,
            TlsResolver tls,
            NamedSecrets namedSecrets,
            String clusterDomain,
            Clock clock) {
        this.planner = planner;
        this.credentials = credentials;
        this.tls = tls;
        this.namedSecrets = namedSecrets;
        this.clusterDomain = clusterDomain;
        this.clock = clock;
    }

    Intent pass(HigherSelfRedis resource, ClusterView view, ResourceMemory memory) {
        Optional<Intent> stands = memory.passed()
                .filter(passed -> passed.answers(
                        question(resource, view, passed.question().names()), clock.instant()))
                .map(Passed::intent);
        return stands.orElseGet(() -> decide(resource, view, memory));
    }

    private Question question(HigherSelfRedis resource, ClusterView view, Set<String> names) {
        String namespace = resource.getMetadata().getNamespace();
        return Question.of(
                resource.getMetadata(),
                view,
                names.stream()
                        .collect(Collectors.toMap(
                                name -> name,
                                name -> namedSecrets.lookup(namespace, name).version())));
    }

    private Intent decide(HigherSelfRedis resource, ClusterView view, ResourceMemory memory) {
        if (ExternalGate.accepted(resource, view).isPresent()) {
            return new Intent.Refused(
                    List.of(
                            new Problem(
                                    "spec.external",
                                    "can't be taken from a resource whose Redis somebody else runs. Put it back, or make a new resource.")));
        }
        accepted(resource, view).ifPresent(memory::accepted);
        Optional<RedisPlan> accepted = memory.accepted();
        PlanResult result =
                planner.plan(resource, accepted.map(plan -> VolumeGrowth.reached(plan, view.statefulSet())));
        Optional<RedisPlan> asked =
                result instanceof PlanResult.Accepted good ? Optional.of(good.plan()) : Optional.empty();
        Set<String> names = new HashSet<>();
        asked.ifPresent(plan -> names.addAll(secretNames(plan)));
        accepted.ifPresent(plan -> names.addAll(secretNames(plan)));
        namedSecrets.reference(ResourceID.fromResource(resource), names);
        String namespace = resource.getMetadata().getNamespace();
        if (names.stream().anyMatch(name -> namedSecrets.lookup(namespace, name) instanceof Lookup.Pending)) {
            return new Intent.Pending();
        }
        // Asked for before the answer: what changes meanwhile makes it another question.
        Question question = question(resource, view, names);
        Intent intent = decide(result, accepted, view, memory);
        memory.passed(Passed.at(clock.instant(), question, intent));
        return intent;
    }

    private Intent decide(PlanResult result, Optional<RedisPlan> accepted, ClusterView view, ResourceMemory memory) {
        List<Problem> problems = new ArrayList<>();
        if (result instanceof PlanResult.Accepted good) {
            Resolution resolution = resolve(good.plan(), view, memory);
            if (resolution.problems().isEmpty()) {
                return new Intent.Run(
                        good.plan(),
                        resolution.inputs().orElseThrow(),
                        true,
                        memory
                                .growthRefused(good.plan())
                                .filter(refused -> VolumeGrowth.needed(good.plan(), view.statefulSet()))
                                .stream()
                                .toList(),
                        good.warnings());
            }
            problems.addAll(resolution.problems());
        } else if (result instanceof PlanResult.Rejected bad) {
            problems.addAll(bad.problems());
        }
        return accepted.flatMap(plan -> resolve(plan, view, memory)
                        .inputs()
                        .<Intent>map(inputs -> new Intent.Run(plan, inputs, false, problems, List.of())))
                .orElseGet(() -> new Intent.Refused(problems));
    }

    /** The plan that was last accepted, as it is kept. */
    static Optional<RedisPlan> accepted(HigherSelfRedis resource, ClusterView view) {
        return Optional.ofNullable(
                        view.configMaps().get(Names.plan(resource.getMetadata().getName())))
                .map(map -> map.getData())
                .map(data -> data.get(Names.PLAN_KEY))
                .flatMap(PlanStore::read)
                .filter(plan ->
                        resource.getMetadata().getUid().equals(plan.identity().uid()));
    }

    private static Set<String> secretNames(RedisPlan plan) {
        Set<String> names = new HashSet<>();
        plan.access().password().ifPresent(key -> names.add(key.name()));
        plan.encryption().secretName().ifPresent(names::add);
        return names;
    }

    private Resolution resolve(RedisPlan plan, ClusterView view, ResourceMemory memory) {
        List<Problem> problems = new ArrayList<>();
        String name = plan.identity().name();
        CredentialsResolution passwords = credentials.resolve(
                plan,
                new KnownSecrets(
                        view.secret(Names.credentials(name)),
                        view.secret(Names.server(name)),
                        view.secret(Names.connection(name)),
                        view.secret(Names.binding(name)),
                        featureSecrets(name, view)),
                plan.access()
                        .password()
                        .flatMap(key -> named(plan, key.name(), "spec.auth.passwordSecretRef", problems)),
                memory.inputs().map(Inputs::credentials));
        TlsResolution certificates = tls.resolve(
                plan,
                hosts(plan),
                new KnownCertificates(
                        view.secret(Names.authority(name)),
                        view.secret(Names.tls(name)),
                        memory.inputs().flatMap(Inputs::authority),
                        memory.inputs().flatMap(Inputs::certificate)),
                plan.encryption().secretName().flatMap(secret -> named(plan, secret, "spec.tls.secretRef", problems)));
        Optional<Inputs> withPasswords = Optional.empty();
        if (passwords instanceof CredentialsResolution.Resolved good) {
            withPasswords = Optional.of(plain(good.credentials(), good.made()));
        } else if (passwords instanceof CredentialsResolution.Refused refused) {
            problems.addAll(refused.problems());
            withPasswords = refused.inForce().map(inForce -> plain(inForce, Set.of()));
        }
        boolean authorityKnown = view.secret(Names.authority(name)).isPresent()
                || memory.inputs().flatMap(Inputs::authority).isPresent();
        return new Resolution(
                withPasswords.flatMap(inputs -> certified(inputs, certificates, authorityKnown, problems)), problems);
    }

    private static Map<FeatureKind, Secret> featureSecrets(String name, ClusterView view) {
        Map<FeatureKind, Secret> secrets = new EnumMap<>(FeatureKind.class);
        for (FeatureKind kind : FeatureKind.values()) {
            view.secret(Names.featureConnection(name, kind)).ifPresent(secret -> secrets.put(kind, secret));
        }
        return secrets;
    }

    private static Inputs plain(Credentials credentials, Set<String> made) {
        return new Inputs(credentials, made, Optional.empty(), Optional.empty(), false);
    }

    private static Optional<Inputs> certified(
            Inputs inputs, TlsResolution certificates, boolean authorityKnown, List<Problem> problems) {
        if (certificates instanceof TlsResolution.Resolved good) {
            return Optional.of(new Inputs(
                    inputs.credentials(),
                    inputs.made(),
                    Optional.of(good.certificate()),
                    good.authority(),
                    good.authority().isPresent() && !authorityKnown));
        }
        if (certificates instanceof TlsResolution.Refused refused) {
            problems.addAll(refused.problems());
            return refused.inForce()
                    .map(inForce -> new Inputs(
                            inputs.credentials(), inputs.made(), Optional.of(inForce), Optional.empty(), false));
        }
        return Optional.of(inputs);
    }

    /** A named Secret; one that can't be read at all is a problem of its own. */
    private Optional<Secret> named(RedisPlan plan, String name, String field, List<Problem> problems) {
        Lookup lookup = namedSecrets.lookup(plan.identity().namespace(), name);
        if (lookup instanceof Lookup.Unreadable unreadable) {
            problems.add(
                    new Problem(field, "Secret " + name + " can't be read by the operator: " + unreadable.message()));
        }
        return lookup instanceof Lookup.Found found ? Optional.of(found.secret()) : Optional.empty();
    }

    private TlsResolver.Hosts hosts(RedisPlan plan) {
        String namespace = plan.identity().namespace();
        String name = plan.identity().name();
        List<String> required = new ArrayList<>();
        required.add(Names.serviceHost(namespace, Names.primaryService(name)));
        for (int ordinal = 0; ordinal < plan.instances(); ordinal++) {
            required.add(Names.podHost(namespace, name, Names.pod(name, ordinal)));
        }
        return new TlsResolver.Hosts(Names.certificateHosts(namespace, name, clusterDomain), required);
    }
}
