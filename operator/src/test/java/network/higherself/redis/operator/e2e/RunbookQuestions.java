package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** What runbooks ask an instance, by docs/runbooks/ask. */
record RunbookQuestions(Cluster cluster, String namespace) {

    private static final Map<String, String> PATIENT = Map.of("ASK_SECONDS", "120");

    /**
     * By pod, by host and port as alerts name it where somebody else runs it, and by Secret; and they say so where nobody
     * answers.
     *
     * @param ours a resource whose template names the pull secret "registry" and where the key "greeting" holds "hello"
     * @param theirs an external resource of the same Redis
     */
    void areAnswered(String ours, String theirs) {
        String address = ours + "." + namespace + ".svc:6380";
        for (List<String> whom : List.of(
                List.of(ours, ours + "-0"), List.of(ours, "-"), List.of(theirs, address), List.of(theirs, "-"))) {
            assertThat(ask(PATIENT, whom.get(0), whom.get(1), "GET", "greeting"))
                    .as("%s", whom)
                    .isEqualTo(new Cluster.Result(0, "hello\n"));
        }
        Cluster.Result refused = ask(PATIENT, theirs, "-", "SET", "greeting", "a, \"b\"", "c");
        assertThat(refused.output()).contains("ERR syntax error");
        assertThat(refused.code()).isNotZero();
        theySayThatNobodyAnswers(ours, theirs);
    }

    private void theySayThatNobodyAnswers(String ours, String theirs) {
        CompletableFuture<Cluster.Result> silent = CompletableFuture.supplyAsync(() ->
                ask(Map.of("ASK_SECONDS", "10", "ASK_LABELS", "app=web,tier=x"), ours, "-", "BLPOP", "none", "0"));
        CompletableFuture<Cluster.Result> notPulled = CompletableFuture.supplyAsync(
                () -> ask(Map.of("ASK_SECONDS", "11", "IMAGE", "no.such/image:1"), theirs, "-", "PING"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(() -> pullSecrets("app=web,tier=x"), "registry"::equals);
        assertThat(silent.join().output())
                .contains("No answer within 10 s", "app=web", "network.allowFrom", "ASK_LABELS");
        assertThat(silent.join().code()).isNotZero();
        assertThat(notPulled.join().output()).contains("No answer within 11 s", "ImagePull");
    }

    private String pullSecrets(String labels) {
        return cluster.kubectl(
                "get",
                "pods",
                "-n",
                namespace,
                "-l",
                labels,
                "-o",
                "jsonpath={.items[*].spec.imagePullSecrets[*].name}");
    }

    private Cluster.Result ask(Map<String, String> environment, String... question) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("NAMESPACE", namespace);
        return cluster.script("docs/runbooks/ask", all, question);
    }
}
