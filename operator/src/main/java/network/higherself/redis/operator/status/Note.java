package network.higherself.redis.operator.status;

/**
 * One thing worth telling in an event.
 *
 * @param text in words, without any secret
 */
public record Note(Reason reason, String text) {

    /** Why an event is told; what it was about is its action. */
    public enum Reason {
        Planned(false, "Plan"),
        Rejected(true, "Plan"),
        Collision(true, "Apply"),
        Promoted(false, "Promote"),
        HandedOver(false, "HandOver"),
        FollowFailed(true, "Follow"),
        TopologyHeld(true, "Decide"),
        InstanceUnhealthy(true, "Probe"),
        InstanceDegraded(true, "Probe"),
        InstanceRecovered(false, "Probe"),
        RouteBroken(true, "Probe"),
        RouteRecovered(false, "Probe"),
        RollStarted(false, "Roll"),
        PodReplaced(false, "Roll"),
        RollFinished(false, "Roll"),
        Scaled(false, "Scale"),
        ConfigurationChanged(false, "Configure"),
        FeaturesChanged(false, "Configure"),
        CredentialsChanged(false, "Rotate"),
        PasswordsReplaced(true, "Rotate"),
        CertificateRenewed(false, "Renew");

        private final boolean warning;
        private final String action;

        Reason(boolean warning, String action) {
            this.warning = warning;
            this.action = action;
        }

        String type() {
            return warning ? "Warning" : "Normal";
        }

        String action() {
            return action;
        }
    }
}
