package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Runs Jobs: one pod at a time until enough have succeeded or too many have failed. */
final class Jobs {

    private final Cluster cluster;
    private final Clock clock;
    private final Expectations expectations = new Expectations();

    Jobs(Cluster cluster, ScheduledExecutorService threads, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        WorkQueue queue = new WorkQueue("jobs", threads, this::reconcile);
        cluster.on(Job.class, job -> queue.add(Key.of(job)));
        cluster.on(Pod.class, pod -> Owners.enqueue(pod, "Job", queue));
    }

    private void reconcile(Key key) {
        Job job = cluster.get(Job.class, key).orElse(null);
        if (job == null || Pods.isTerminating(job) || isOver(job)) {
            return;
        }
        Instant now = clock.instant();
        List<Pod> pods = cluster.list(Pod.class, key.namespace()).stream()
                .filter(pod -> Pods.isControlledBy(pod, job))
                .toList();
        String uid = job.getMetadata().getUid();
        int succeeded = count(pods, "Succeeded");
        int failed = count(pods, "Failed");
        int active = (int) pods.stream().filter(Pods::isActive).count() + expectations.unseen(uid, pods, now);
        boolean complete = succeeded >= Pods.or(job.getSpec().getCompletions(), 1);
        boolean hopeless = failed > Pods.or(job.getSpec().getBackoffLimit(), 6);
        if (hopeless || complete) {
            pods.stream().filter(Pods::isActive).forEach(pod -> cluster.delete(pod, Map.of()));
            active = 0;
        } else if (active == 0 && !Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            create(job, pods.size(), now);
            active = 1;
        }
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        JobStatus before = job.getStatus() == null ? new JobStatus() : job.getStatus();
        JobStatus status = new JobStatusBuilder()
                .withStartTime(before.getStartTime() == null ? time : before.getStartTime())
                .withActive(active)
                .withReady((int) pods.stream()
                        .filter(Pods::isActive)
                        .filter(Pods::isReady)
                        .count())
                .withTerminating((int) pods.stream()
                        .filter(pod -> Pods.isTerminating(pod) && !Pods.isFinished(pod))
                        .count())
                .withSucceeded(succeeded)
                .withFailed(failed)
                .withCompletionTime(complete ? time : null)
                .withConditions(conditions(complete, hopeless, time))
                .withNewUncountedTerminatedPods()
                .endUncountedTerminatedPods()
                .build();
        if (!status.equals(job.getStatus())) {
            cluster.writeStatus(job, status);
        }
    }

    private static boolean isOver(Job job) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().matches("Complete|Failed")
                                && condition.getStatus().equals("True"));
    }

    private static int count(List<Pod> pods, String phase) {
        return (int) pods.stream().filter(pod -> Pods.phase(pod).equals(phase)).count();
    }

    private void create(Job job, int attempt, Instant now) {
        Pod pod = Pods.of(job.getSpec().getTemplate());
        String uid = job.getMetadata().getUid();
        String name = job.getMetadata().getName();
        pod.getMetadata().setName(name + "-" + Pods.hash(uid + attempt).substring(0, 5));
        pod.getMetadata().setNamespace(job.getMetadata().getNamespace());
        pod.getMetadata().setOwnerReferences(List.of(Pods.controlledBy(job)));
        pod.getMetadata()
                .getLabels()
                .putAll(Map.of(
                        "batch.kubernetes.io/job-name", name,
                        "batch.kubernetes.io/controller-uid", uid,
                        "job-name", name,
                        "controller-uid", uid));
        if (cluster.create(pod)) {
            expectations.created(uid, pod.getMetadata().getName(), now);
        }
    }

    /** In two steps, as the API asks: why it is to end, and that it has. */
    private static List<JobCondition> conditions(boolean complete, boolean hopeless, String time) {
        List<JobCondition> conditions = new ArrayList<>();
        if (complete) {
            conditions.add(condition(
                    "SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods", time));
            conditions.add(
                    condition("Complete", "CompletionsReached", "Reached expected number of succeeded pods", time));
        } else if (hopeless) {
            conditions.add(condition(
                    "FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit", time));
            conditions.add(
                    condition("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit", time));
        }
        return conditions;
    }

    private static JobCondition condition(String type, String reason, String message, String time) {
        return new JobConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withLastProbeTime(time)
                .withLastTransitionTime(time)
                .build();
    }
}
