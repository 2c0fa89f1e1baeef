package network.higherself.redis.operator.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What processes of this machine hold resident. */
final class ResidentMemory {

    private ResidentMemory() {}

    /** Of each process of the operator: two replicas, one of which leads. */
    static String ofOperator() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).endsWith("operator.Operator"))
                .map(process -> resident(process) + " resident (process " + process.pid() + ")")
                .sorted()
                .reduce((one, other) -> one + ", " + other)
                .orElse("not on this machine");
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .replace('\0', ' ')
                    .trim();
        } catch (IOException gone) {
            return "";
        }
    }

    private static String resident(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            long kib = lines.filter(line -> line.startsWith("VmRSS"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
            return kib / 1024 + " MiB";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
