package network.higherself.redis.operator.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Argo CD's health check, run by a real Lua over the situations that a resource can be in. */
class ArgoHealthTest {

    private static final Path CHECK = Path.of("..", "manifests", "gitops", "argocd", "health.lua");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing known         | metadata = {generation = 1}                                            | Progressing | Waiting for the operator
            defaulted status      | metadata = {generation = 1}, status = {observedGeneration = -1, conditions = {}} | Progressing | Waiting for the operator to see the latest change
            a change not seen yet | metadata = {generation = 2}, status = {observedGeneration = 1, conditions = {{type = 'Ready', status = 'True'}}} | Progressing | Waiting for the operator to see the latest change
            being deleted         | metadata = {generation = 1, deletionTimestamp = 'now'}, status = {observedGeneration = 1, conditions = {{type = 'Ready', status = 'True'}}} | Progressing | Being deleted
            reconciling           | metadata = {generation = 1}, status = {observedGeneration = 1, conditions = {{type = 'Ready', status = 'False', message = 'no'}, {type = 'Reconciling', status = 'True', message = 'rolling'}}} | Progressing | rolling
            a bad edit            | metadata = {generation = 1}, status = {observedGeneration = 1, conditions = {{type = 'Ready', status = 'False', message = 'no'}, {type = 'Available', status = 'True'}, {type = 'Stalled', status = 'True', message = 'spec.config.x: unknown'}}} | Degraded | spec.config.x: unknown
            ready                 | metadata = {generation = 1}, status = {observedGeneration = 1, conditions = {{type = 'Ready', status = 'True', message = 'all well'}, {type = 'Reconciling', status = 'False'}, {type = 'Stalled', status = 'False'}}} | Healthy | all well
            not serving           | metadata = {generation = 1}, status = {observedGeneration = 1, conditions = {{type = 'Ready', status = 'False', message = 'no'}, {type = 'Available', status = 'False', message = 'no primary'}}} | Degraded | no primary
            a replica is away     | metadata = {generation = 1}, status = {observedGeneration = 1, conditions = {{type = 'Ready', status = 'False', message = 'sessions-1: Unreachable'}, {type = 'Available', status = 'True'}}} | Progressing | sessions-1: Unreachable
            """)
    void saysWhatKstatusSays(String situation, String object, String status, String message) throws Exception {
        assertThat(check(object)).isEqualTo(status + ": " + message);
    }

    private static String check(String object) throws IOException, InterruptedException {
        Process lua =
                new ProcessBuilder("lua5.4", "-").redirectErrorStream(true).start();
        try (OutputStream program = lua.getOutputStream()) {
            String text = "obj = {" + object + "}\n"
                    + "local health = dofile('" + CHECK + "')\n"
                    + "io.write(health.status .. ': ' .. health.message)\n";
            program.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(lua.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(lua.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
