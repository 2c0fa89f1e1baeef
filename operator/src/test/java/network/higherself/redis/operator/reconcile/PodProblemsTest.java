package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import network.higherself.redis.operator.plan.SamplePlans;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ends of the container that looks at the image are told as the image's fault. */
class PodProblemsTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            0   | Completed              | redis 7.2.4                                                       | false
            1   | Error                  | there is no redis-server                                          | true
            128 | StartError             | exec: "sh": executable file not found in $PATH                    | true
            137 | ContainerStatusUnknown | The container could not be located when the pod was terminated    | false
            137 | OOMKilled              |                                                                   | false
            143 | Error                  |                                                                   | false
            """)
    void blamesTheImageForWhatItEndedWithItself(int code, String reason, String message, boolean blamed) {
        Pod pod = new PodBuilder()
                .withNewSpec()
                .addNewContainer()
                .withName("redis")
                .withImage("redis:7.2")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .addNewInitContainerStatus()
                .withName("version")
                .withNewState()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withMessage(message)
                .endTerminated()
                .endState()
                .endInitContainerStatus()
                .endStatus()
                .build();

        PodProblems problems = PodProblems.of(SamplePlans.development("cache"), List.of(pod));

        assertThat(problems.image()).hasSize(blamed ? 1 : 0);
    }
}
