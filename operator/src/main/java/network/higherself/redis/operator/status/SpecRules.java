package network.higherself.redis.operator.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.topology.Decision;

/** What the conditions say of what the user gave: the spec, its Secrets and certificate, its directives. Pure. */
final class SpecRules {

    private final StatusInput input;
    private final PreviousStatus previous;

    SpecRules(StatusInput input, PreviousStatus previous) {
        this.input = input;
        this.previous = previous;
    }

    Finding stalled() {
        Map<String, List<Problem>> groups = new LinkedHashMap<>();
        groups.put("InvalidSpec", input.problems().spec());
        groups.put("NameCollision", input.problems().collisions());
        groups.put("SecretInvalid", input.problems().credentials());
        groups.put("CertificateInvalid", input.problems().certificate());
        groups.put("ImageUnusable", input.problems().image());
        groups.put("DirectiveUnknown", input.problems().directives());
        List<String> reasons = new ArrayList<>();
        List<String> words = new ArrayList<>();
        groups.forEach((reason, problems) -> {
            if (!problems.isEmpty()) {
                reasons.add(reason);
                words.add(text(problems));
            }
        });
        List<String> rejected =
                input.configuration().map(StatusInput.Configuration::rejected).orElse(List.of());
        if (!rejected.isEmpty()) {
            reasons.add("DirectiveRejected");
            words.add("the server refuses, in spec.config: " + String.join("; ", rejected));
        }
        if (input.topology() instanceof Decision.Hold hold) {
            reasons.add(hold.reason());
            words.add(hold.message());
        }
        return reasons.isEmpty()
                ? Finding.no("NothingToMend", "")
                : Finding.yes(reasons.get(0), String.join("; ", words));
    }

    Finding credentials() {
        if (!input.problems().credentials().isEmpty()) {
            return Finding.no("SecretInvalid", text(input.problems().credentials()));
        }
        return input.plan().isPresent()
                ? Finding.yes("InForce", "")
                : Finding.unknown("NotPlanned", "there is no accepted plan yet.");
    }

    Finding certificate() {
        if (!input.problems().certificate().isEmpty()) {
            return Finding.no("CertificateInvalid", text(input.problems().certificate()));
        }
        if (input.plan().isEmpty()) {
            return Finding.unknown("NotPlanned", "there is no accepted plan yet.");
        }
        if (!input.plan().get().encryption().enabled()) {
            return Finding.yes(ConditionRules.NOT_APPLICABLE, "TLS is disabled.");
        }
        return input.certificate().isPresent()
                ? Finding.yes("Valid", "")
                : Finding.no("NotIssued", "there is no certificate yet.");
    }

    Finding configuration() {
        if (!input.problems().directives().isEmpty()) {
            return Finding.no("DirectiveUnknown", text(input.problems().directives()));
        }
        if (!input.problems().spec().isEmpty()) {
            return Finding.no(
                    "SpecRefused",
                    "the present spec, or a part of it, is refused: see Stalled. What was accepted last is in force.");
        }
        if (input.configuration().isEmpty()) {
            return previous.finding(ConditionTypes.CONFIGURATION_APPLIED)
                    .filter(before -> previous.observed(input.generation()))
                    .orElseGet(() -> Finding.unknown("NotCompared", "no instance has been compared yet."));
        }
        StatusInput.Configuration configuration = input.configuration().get();
        if (!configuration.rejected().isEmpty()) {
            return Finding.no("DirectiveRejected", String.join("; ", configuration.rejected()));
        }
        return configuration.pendingRestart().isEmpty()
                ? Finding.yes("Applied", text(input.warnings()))
                : Finding.no(
                        "PendingRestart",
                        "waiting for a restart: " + String.join(", ", configuration.pendingRestart()) + ".");
    }

    private static String text(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }
}
