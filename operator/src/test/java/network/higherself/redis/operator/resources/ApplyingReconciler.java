package network.higherself.redis.operator.resources;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import network.higherself.redis.api.v1.HigherSelfRedis;

/** Applies the objects of a model and does nothing else. */
@ControllerConfiguration(name = "applying", fieldManager = Names.FIELD_MANAGER)
@Workflow(
        explicitInvocation = true,
        handleExceptionsInReconciler = true,
        dependents = {
            @Dependent(
                    type = Dependents.Config.class,
                    name = Dependents.Config.NAME,
                    useEventSourceWithName = EventSources.CONFIG_MAPS),
            @Dependent(
                    type = Dependents.Plan.class,
                    name = Dependents.Plan.NAME,
                    useEventSourceWithName = EventSources.CONFIG_MAPS),
            @Dependent(
                    type = Dependents.CredentialsSecret.class,
                    name = Dependents.CredentialsSecret.NAME,
                    useEventSourceWithName = EventSources.SECRETS),
            @Dependent(
                    type = Dependents.ServerSecret.class,
                    name = Dependents.ServerSecret.NAME,
                    useEventSourceWithName = EventSources.SECRETS),
            @Dependent(
                    type = Dependents.AuthoritySecret.class,
                    name = Dependents.AuthoritySecret.NAME,
                    useEventSourceWithName = EventSources.SECRETS),
            @Dependent(
                    type = Dependents.TlsSecret.class,
                    name = Dependents.TlsSecret.NAME,
                    useEventSourceWithName = EventSources.SECRETS),
            @Dependent(
                    type = Dependents.ConnectionSecret.class,
                    name = Dependents.ConnectionSecret.NAME,
                    useEventSourceWithName = EventSources.SECRETS),
            @Dependent(
                    type = Dependents.BindingSecret.class,
                    name = Dependents.BindingSecret.NAME,
                    useEventSourceWithName = EventSources.SECRETS),
            @Dependent(
                    type = Dependents.PrimaryService.class,
                    name = Dependents.PrimaryService.NAME,
                    useEventSourceWithName = EventSources.SERVICES),
            @Dependent(
                    type = Dependents.ReplicasService.class,
                    name = Dependents.ReplicasService.NAME,
                    useEventSourceWithName = EventSources.SERVICES),
            @Dependent(
                    type = Dependents.PodsService.class,
                    name = Dependents.PodsService.NAME,
                    useEventSourceWithName = EventSources.SERVICES),
            @Dependent(
                    type = Dependents.Budget.class,
                    name = Dependents.Budget.NAME,
                    reconcilePrecondition = Dependents.BudgetWanted.class,
                    useEventSourceWithName = EventSources.BUDGETS),
            @Dependent(
                    type = Dependents.Policy.class,
                    name = Dependents.Policy.NAME,
                    reconcilePrecondition = Dependents.PolicyWanted.class,
                    useEventSourceWithName = EventSources.POLICIES),
            @Dependent(
                    type = StatefulSetDependent.class,
                    name = StatefulSetDependent.NAME,
                    dependsOn = {
                        Dependents.Config.NAME,
                        Dependents.ServerSecret.NAME,
                        Dependents.TlsSecret.NAME,
                        Dependents.PodsService.NAME
                    },
                    useEventSourceWithName = EventSources.STATEFUL_SETS)
        })
final class ApplyingReconciler implements Reconciler<HigherSelfRedis> {

    private final Function<HigherSelfRedis, RedisModel> modelling;
    final List<Exception> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong reconciled = new AtomicLong();

    ApplyingReconciler(Function<HigherSelfRedis, RedisModel> modelling) {
        this.modelling = modelling;
    }

    @Override
    public List<EventSource<?, HigherSelfRedis>> prepareEventSources(EventSourceContext<HigherSelfRedis> context) {
        ObjectStores stores = new ObjectStores(context.getClient().getKubernetesSerialization(), Clock.systemUTC());
        return EventSources.owned(context, stores, EventSources.services(context, stores));
    }

    @Override
    public UpdateControl<HigherSelfRedis> reconcile(HigherSelfRedis resource, Context<HigherSelfRedis> context) {
        context.managedWorkflowAndDependentResourceContext().put(RedisModel.KEY, modelling.apply(resource));
        WorkflowReconcileResult result =
                context.managedWorkflowAndDependentResourceContext().reconcileManagedWorkflow();
        failures.addAll(result.getErroredDependents().values());
        reconciled.incrementAndGet();
        return UpdateControl.noUpdate();
    }

    long reconciled() {
        return reconciled.get();
    }
}
