package network.higherself.redis.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.operator.plan.ExternalPlanner;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.reconcile.Inputs.Intent;
import network.higherself.redis.operator.resources.Dependents;
import network.higherself.redis.operator.resources.EventSources;
import network.higherself.redis.operator.resources.FeatureSecret;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.StatefulSetDependent;
import network.higherself.redis.operator.status.ExternalStatusFactory;
import network.higherself.redis.operator.status.ExternalStatusInput;
import network.higherself.redis.operator.status.StatusFactory;
import network.higherself.redis.operator.status.StatusInput;
import network.higherself.redis.operator.status.StatusNotes;
import network.higherself.redis.operator.status.StatusWriting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one resource to what it asks for: plan, apply, observe, decide, act, report. Every visit starts from what the
 * informers and the probes know at that moment, and does the next thing; whatever it does raises the event for the next.
 */
@ControllerConfiguration(name = "higherselfredis", fieldManager = Names.FIELD_MANAGER)
@Workflow(
        explicitInvocation = true,
        handleExceptionsInReconciler = true,
        dependents = {
            @Dependent(
                    name = Dependents.Config.NAME,
                    type = Dependents.Config.class,
                    useEventSourceWithName = EventSources.CONFIG_MAPS),
            @Dependent(
                    name = Dependents.Plan.NAME,
                    type = Dependents.Plan.class,
                    useEventSourceWithName = EventSources.CONFIG_MAPS),
            @Dependent(
                    name = Dependents.CredentialsSecret.NAME,
                    type = Dependents.CredentialsSecret.class,
                    useEventSourceWithName = EventSources.SECRETS),
            @Dependent(
                    name = Dependents.ServerSecret.NAME,
                    type = Dependents.ServerSecret.class,
                    useEventSourceWithName = EventSources.SECRETS,
                    dependsOn = Dependents.CredentialsSecret.NAME),
            @Dependent(
                    name = Dependents.AuthoritySecret.NAME,
                    type = Dependents.AuthoritySecret.class,
                    useEventSourceWithName = EventSources.SECRETS),
            @Dependent(
                    name = Dependents.TlsSecret.NAME,
                    type = Dependents.TlsSecret.class,
                    useEventSourceWithName = EventSources.SECRETS,
                    dependsOn = Dependents.AuthoritySecret.NAME),
            @Dependent(
                    name = Dependents.ConnectionSecret.NAME,
                    type = Dependents.ConnectionSecret.class,
                    useEventSourceWithName = EventSources.SECRETS,
                    dependsOn = Dependents.CredentialsSecret.NAME),
            @Dependent(
                    name = Dependents.BindingSecret.NAME,
                    type = Dependents.BindingSecret.class,
                    useEventSourceWithName = EventSources.SECRETS,
                    dependsOn = {Dependents.CredentialsSecret.NAME, Dependents.AuthoritySecret.NAME}),
            @Dependent(
                    name = FeatureSecret.Cache.NAME,
                    type = FeatureSecret.Cache.class,
                    useEventSourceWithName = EventSources.SECRETS,
                    dependsOn = Dependents.CredentialsSecret.NAME,
                    reconcilePrecondition = FeatureSecret.Wanted.class),
            @Dependent(
                    name = FeatureSecret.SessionStore.NAME,
                    type = FeatureSecret.SessionStore.class,
                    useEventSourceWithName = EventSources.SECRETS,
                    dependsOn = Dependents.CredentialsSecret.NAME,
                    reconcilePrecondition = FeatureSecret.Wanted.class),
            @Dependent(
                    name = FeatureSecret.RateLimiting.NAME,
                    type = FeatureSecret.RateLimiting.class,
                    useEventSourceWithName = EventSources.SECRETS,
                    dependsOn = Dependents.CredentialsSecret.NAME,
                    reconcilePrecondition = FeatureSecret.Wanted.class),
            @Dependent(
                    name = FeatureSecret.TaskQueue.NAME,
                    type = FeatureSecret.TaskQueue.class,
                    useEventSourceWithName = EventSources.SECRETS,
                    dependsOn = Dependents.CredentialsSecret.NAME,
                    reconcilePrecondition = FeatureSecret.Wanted.class),
            @Dependent(
                    name = FeatureSecret.Pubsub.NAME,
                    type = FeatureSecret.Pubsub.class,
                    useEventSourceWithName = EventSources.SECRETS,
                    dependsOn = Dependents.CredentialsSecret.NAME,
                    reconcilePrecondition = FeatureSecret.Wanted.class),
            @Dependent(
                    name = Dependents.PrimaryService.NAME,
                    type = Dependents.PrimaryService.class,
                    useEventSourceWithName = EventSources.SERVICES),
            @Dependent(
                    name = Dependents.ReplicasService.NAME,
                    type = Dependents.ReplicasService.class,
                    useEventSourceWithName = EventSources.SERVICES),
            @Dependent(
                    name = Dependents.PodsService.NAME,
                    type = Dependents.PodsService.class,
                    useEventSourceWithName = EventSources.SERVICES),
            @Dependent(
                    name = Dependents.Budget.NAME,
                    type = Dependents.Budget.class,
                    useEventSourceWithName = EventSources.BUDGETS,
                    reconcilePrecondition = Dependents.BudgetWanted.class),
            @Dependent(
                    name = Dependents.Policy.NAME,
                    type = Dependents.Policy.class,
                    useEventSourceWithName = EventSources.POLICIES,
                    reconcilePrecondition = Dependents.PolicyWanted.class),
            @Dependent(
                    name = StatefulSetDependent.NAME,
                    type = StatefulSetDependent.class,
                    useEventSourceWithName = EventSources.STATEFUL_SETS,
                    dependsOn = {
                        Dependents.Config.NAME,
                        Dependents.Plan.NAME,
                        Dependents.CredentialsSecret.NAME,
                        Dependents.ServerSecret.NAME,
                        Dependents.TlsSecret.NAME,
                        Dependents.PodsService.NAME
                    })
        })
public final class HigherSelfRedisReconciler implements Reconciler<HigherSelfRedis> {

    private static final Logger LOG = LoggerFactory.getLogger(HigherSelfRedisReconciler.class);

    private final Rooms rooms;
    private final ResourceRun run;
    private final ExternalRun externalRun;

    public HigherSelfRedisReconciler(Rooms rooms) {
        this.rooms = rooms;
        this.run = new ResourceRun(rooms);
        this.externalRun = new ExternalRun(rooms);
    }

    @Override
    public List<EventSource<?, HigherSelfRedis>> prepareEventSources(EventSourceContext<HigherSelfRedis> context) {
        return rooms.eventSources(context);
    }

    @Override
    public UpdateControl<HigherSelfRedis> reconcile(HigherSelfRedis resource, Context<HigherSelfRedis> context) {
        ResourceKey key = new ResourceKey(
                resource.getMetadata().getNamespace(), resource.getMetadata().getName());
        if (resource.isMarkedForDeletion()) {
            rooms.forget(key);
            return UpdateControl.noUpdate();
        }
        ResourceMemory memory = rooms.memory(key, resource.getMetadata().getUid());
        if (memory.endsWithNamespace()) {
            return UpdateControl.noUpdate();
        }
        context.getRetryInfo().ifPresent(failed -> memory.doubtWritten());
        ClusterView view = ClusterView.of(context, resource);
        if (ExternalPlanner.asked(resource)) {
            return visitExternal(resource, context, key, memory, view);
        }
        Intent intent = rooms.gate().pass(resource, view, memory);
        if (intent instanceof Intent.Pending) {
            return UpdateControl.noUpdate();
        }
        if (intent instanceof Intent.Refused refused) {
            StatusInput input = StatusInputs.refused(resource, refused.problems());
            return report(
                    resource,
                    memory,
                    previous -> StatusFactory.build(input, previous, rooms.clock()),
                    Optional.empty());
        }
        ResourceRun.Result result = run.visit(resource, context, key, memory, view, (Intent.Run) intent);
        return applied(
                resource,
                key,
                memory,
                result.objects(),
                previous -> StatusFactory.build(result.status(), previous, rooms.clock()),
                result.again());
    }

    private UpdateControl<HigherSelfRedis> visitExternal(
            HigherSelfRedis resource,
            Context<HigherSelfRedis> context,
            ResourceKey key,
            ResourceMemory memory,
            ClusterView view) {
        ExternalInputs.Intent intent = rooms.externalGate().pass(resource, view, memory);
        if (intent instanceof ExternalInputs.Intent.Pending) {
            return UpdateControl.noUpdate();
        }
        if (intent instanceof ExternalInputs.Intent.Refused refused) {
            ExternalStatusInput input = ExternalRun.refused(resource, refused.problems());
            return report(
                    resource,
                    memory,
                    previous -> ExternalStatusFactory.build(input, previous, rooms.clock()),
                    Optional.empty());
        }
        ExternalRun.Result result =
                externalRun.visit(resource, context, key, memory, view, (ExternalInputs.Intent.Run) intent);
        return applied(
                resource,
                key,
                memory,
                result.objects(),
                previous -> ExternalStatusFactory.build(result.status(), previous, rooms.clock()),
                Optional.empty());
    }

    private UpdateControl<HigherSelfRedis> applied(
            HigherSelfRedis resource,
            ResourceKey key,
            ResourceMemory memory,
            ObjectsApplied objects,
            StatusBuilding building,
            Optional<Duration> otherwiseAgain) {
        if (objects.namespaceEnds()) {
            memory.endWithNamespace();
            rooms.stopProbing(key);
            LOG.atInfo()
                    .addKeyValue("namespace", key.namespace())
                    .addKeyValue("name", key.name())
                    .log("Nothing more is done: the namespace is being deleted");
            return UpdateControl.noUpdate();
        }
        objects.passing()
                .ifPresent(error -> LOG.atWarn()
                        .addKeyValue("namespace", key.namespace())
                        .addKeyValue("name", key.name())
                        .setCause(error)
                        .log("An object was not applied"));
        return report(resource, memory, building, NextVisit.after(Stream.of(objects.again(), otherwiseAgain)));
    }

    /** The status that is due, given the one before. */
    private interface StatusBuilding {
        HigherSelfRedisStatus after(Optional<HigherSelfRedisStatus> previous);
    }

    private UpdateControl<HigherSelfRedis> report(
            HigherSelfRedis resource, ResourceMemory memory, StatusBuilding building, Optional<Duration> again) {
        Instant now = rooms.clock().instant();
        Optional<ResourceMemory.Written> last = memory.written();
        Optional<HigherSelfRedisStatus> read = Optional.ofNullable(resource.getStatus());
        Optional<HigherSelfRedisStatus> previous =
                last.map(ResourceMemory.Written::status).or(() -> read);
        // The cache may lag behind what was written, so it is asked only where that is in doubt.
        Optional<HigherSelfRedisStatus> there =
                last.filter(ResourceMemory.Written::doubtful).isPresent() ? read : previous;
        HigherSelfRedisStatus next = building.after(previous);
        Instant lastWrite = last.map(ResourceMemory.Written::at).orElse(memory.since());
        UpdateControl<HigherSelfRedis> control = UpdateControl.noUpdate();
        Optional<Duration> held = StatusWriting.heldBack(there, next, lastWrite, now);
        if (held.isEmpty() && StatusWriting.shouldWrite(there, next, lastWrite, now)) {
            memory.wrote(next, now);
            StatusNotes.between(previous, next).forEach(note -> rooms.notes().tell(resource, note));
            control = UpdateControl.patchStatus(statusOf(resource, next));
        }
        // What is to be decided again sooner does not wait for the status.
        NextVisit.after(Stream.of(held, again)).ifPresent(control::rescheduleAfter);
        return control;
    }

    /** A fresh object with nothing but the status: what server-side apply is not told of is not touched. */
    private static HigherSelfRedis statusOf(HigherSelfRedis resource, HigherSelfRedisStatus status) {
        HigherSelfRedis fresh = new HigherSelfRedis();
        fresh.getMetadata().setNamespace(resource.getMetadata().getNamespace());
        fresh.getMetadata().setName(resource.getMetadata().getName());
        fresh.getMetadata().setUid(resource.getMetadata().getUid());
        fresh.setStatus(status);
        return fresh;
    }
}
