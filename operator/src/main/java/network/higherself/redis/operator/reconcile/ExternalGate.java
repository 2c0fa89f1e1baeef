package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.credentials.Login;
import network.higherself.redis.operator.credentials.LoginResolver;
import network.higherself.redis.operator.plan.ExternalPlan;
import network.higherself.redis.operator.plan.ExternalPlan.LoginSecret;
import network.higherself.redis.operator.plan.ExternalPlan.SentinelAccess;
import network.higherself.redis.operator.plan.ExternalPlanResult;
import network.higherself.redis.operator.plan.ExternalPlanner;
import network.higherself.redis.operator.plan.PlanStore;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.reconcile.ExternalInputs.Intent;
import network.higherself.redis.operator.reconcile.NamedSecrets.Lookup;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.tls.TrustedAuthorities;

/** The gate before anything is done about a Redis that somebody else runs: which plan, and with which secrets. */
final class ExternalGate {

    private final NamedSecrets namedSecrets;

    ExternalGate(NamedSecrets namedSecrets) {
        this.namedSecrets = namedSecrets;
    }

    Intent pass(HigherSelfRedis resource, ClusterView view, ResourceMemory memory) {
        if (PlanGate.accepted(resource, view).isPresent()) {
            return new Intent.Refused(
                    List.of(
                            new Problem(
                                    "spec.external",
                                    "can't be added to a resource whose Redis the operator runs. Take it out, or make a new resource.")));
        }
        ExternalPlanResult result = ExternalPlanner.plan(resource);
        Optional<ExternalPlan> asked =
                result instanceof ExternalPlanResult.Accepted good ? Optional.of(good.plan()) : Optional.empty();
        Optional<ExternalPlan> accepted = accepted(resource, view);
        Set<String> names = new TreeSet<>();
        asked.ifPresent(plan -> names.addAll(plan.secretNames()));
        accepted.ifPresent(plan -> names.addAll(plan.secretNames()));
        namedSecrets.reference(ResourceID.fromResource(resource), names);
        String namespace = resource.getMetadata().getNamespace();
        if (names.stream().anyMatch(name -> namedSecrets.lookup(namespace, name) instanceof Lookup.Pending)) {
            return new Intent.Pending();
        }
        List<Problem> problems = new ArrayList<>();
        if (result instanceof ExternalPlanResult.Rejected bad) {
            problems.addAll(bad.problems());
        }
        return asked.or(() -> accepted)
                .flatMap(plan -> inputs(plan, view, memory, problems)
                        .<Intent>map(inputs -> new Intent.Run(plan, inputs, problems)))
                .orElseGet(() -> new Intent.Refused(problems));
    }

    /** Whether the resource was made for a Redis that somebody else runs. */
    static Optional<ExternalPlan> accepted(HigherSelfRedis resource, ClusterView view) {
        return Optional.ofNullable(
                        view.configMaps().get(Names.plan(resource.getMetadata().getName())))
                .map(map -> Optional.ofNullable(map.getData()).orElse(Map.of()))
                .map(data -> data.get(Names.EXTERNAL_PLAN_KEY))
                .flatMap(PlanStore::readExternal)
                .filter(plan ->
                        resource.getMetadata().getUid().equals(plan.identity().uid()));
    }

    /** Those that the user gives; while one is no good, what was last in force. */
    private Optional<ExternalInputs> inputs(
            ExternalPlan plan, ClusterView view, ResourceMemory memory, List<Problem> problems) {
        String name = plan.identity().name();
        Optional<ExternalInputs> before = memory.externalInputs();
        Optional<Login> login = login(plan, "spec.external.credentials", plan.login(), problems)
                .or(() -> before.map(ExternalInputs::login))
                .or(() -> LoginResolver.inForce(view.secret(Names.connection(name))));
        Optional<Login> sentinel = login(
                        plan,
                        "spec.external.sentinel.credentials",
                        plan.sentinel().flatMap(SentinelAccess::login),
                        problems)
                .or(() -> before.map(ExternalInputs::sentinelLogin));
        Optional<String> authority = plan.authoritySecret()
                .flatMap(secret -> authority(plan, secret, problems)
                        .or(() -> before.flatMap(ExternalInputs::authorityPem))
                        .or(() -> TrustedAuthorities.inForce(view.secret(Names.binding(name)))));
        boolean trusts = authority.isPresent() || plan.authoritySecret().isEmpty();
        return trusts && login.isPresent() && sentinel.isPresent()
                ? Optional.of(new ExternalInputs(login.get(), sentinel.get(), authority))
                : Optional.empty();
    }

    private Optional<Login> login(
            ExternalPlan plan, String field, Optional<LoginSecret> reference, List<Problem> problems) {
        if (reference.isEmpty()) {
            return Optional.of(Login.NONE);
        }
        Optional<Secret> secret = named(plan, reference.get().name(), field + ".secretRef", problems);
        LoginResolver.Resolution resolution =
                LoginResolver.resolve(field, reference.get(), plan.identity().namespace(), secret);
        resolution.problem().ifPresent(problems::add);
        return resolution.login();
    }

    private Optional<String> authority(ExternalPlan plan, String name, List<Problem> problems) {
        Optional<Secret> secret = named(plan, name, "spec.external.tls.caSecretRef", problems);
        TrustedAuthorities.Resolution resolution =
                TrustedAuthorities.resolve(name, plan.identity().namespace(), secret);
        resolution.problem().ifPresent(problems::add);
        return resolution.pem();
    }

    private Optional<Secret> named(ExternalPlan plan, String name, String field, List<Problem> problems) {
        Lookup lookup = namedSecrets.lookup(plan.identity().namespace(), name);
        if (lookup instanceof Lookup.Unreadable unreadable) {
            problems.add(
                    new Problem(field, "Secret " + name + " can't be read by the operator: " + unreadable.message()));
        }
        return lookup instanceof Lookup.Found found ? Optional.of(found.secret()) : Optional.empty();
    }
}
