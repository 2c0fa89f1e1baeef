package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.higherself.redis.playground.node.watch.Pods;

/** How many replicas each ReplicaSet of a Deployment gets next. Pure. */
final class DeploymentPlan {

    /** A ReplicaSet as far as the plan needs it: what it is told to have, what it has, and what of that serves. */
    record Replicas(String name, int wanted, int present, int available) {}

    private DeploymentPlan() {}

    /**
     * The next step.
     *
     * @param fresh the ReplicaSet of the present template
     * @param old the others
     * @return the new number by name, for those that change
     */
    static Map<String, Integer> scale(Deployment deployment, Replicas fresh, List<Replicas> old) {
        Map<String, Integer> steps = new LinkedHashMap<>();
        int desired = Pods.or(deployment.getSpec().getReplicas(), 1);
        DeploymentStrategy strategy = deployment.getSpec().getStrategy();
        if (strategy != null && "Recreate".equals(strategy.getType())) {
            old.stream().filter(set -> set.wanted() > 0).forEach(set -> steps.put(set.name(), 0));
            boolean gone = old.stream().allMatch(set -> set.wanted() == 0 && set.present() == 0);
            if (gone && fresh.wanted() != desired) {
                steps.put(fresh.name(), desired);
            }
            return steps;
        }
        int surge = share(strategy, true, desired);
        int unavailable = share(strategy, false, desired);
        if (surge == 0 && unavailable == 0) {
            unavailable = 1;
        }
        int total = fresh.wanted() + old.stream().mapToInt(Replicas::wanted).sum();
        int room = Math.max(0, desired + surge - total);
        int next = fresh.wanted() > desired ? desired : Math.min(desired, fresh.wanted() + room);
        if (next != fresh.wanted()) {
            steps.put(fresh.name(), next);
        }
        int least = desired - unavailable;
        int spare = fresh.available()
                + old.stream().mapToInt(DeploymentPlan::serving).sum()
                - least;
        // Pods that are still to come keep as many old ones alive, broken or not.
        int limit = total - least - Math.max(0, fresh.wanted() - fresh.available());
        for (Replicas set : old) {
            int broken = Math.max(0, Math.min(limit, set.wanted() - serving(set)));
            limit -= broken;
            int healthy = Math.max(0, Math.min(Math.min(serving(set), spare), limit));
            limit -= healthy;
            spare -= healthy;
            if (broken + healthy > 0) {
                steps.put(set.name(), set.wanted() - broken - healthy);
            }
        }
        return steps;
    }

    private static int serving(Replicas set) {
        return Math.min(set.available(), set.wanted());
    }

    private static int share(DeploymentStrategy strategy, boolean surge, int desired) {
        IntOrString value = strategy == null || strategy.getRollingUpdate() == null
                ? null
                : surge
                        ? strategy.getRollingUpdate().getMaxSurge()
                        : strategy.getRollingUpdate().getMaxUnavailable();
        if (value != null && value.getIntVal() != null) {
            return value.getIntVal();
        }
        double percent =
                value == null ? 25 : Double.parseDouble(value.getStrVal().replace("%", ""));
        double share = desired * percent / 100;
        return (int) (surge ? Math.ceil(share) : Math.floor(share));
    }
}
