package network.higherself.redis.playground.node.kubelet;

import com.sun.management.OperatingSystemMXBean;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** What the machine below the node has. */
final class Machine {

    private Machine() {}

    /** Processors, bytes of memory, and a number of pods that two cores can bear. */
    static Map<String, Quantity> capacity() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return Map.of(
                "cpu", new Quantity(String.valueOf(Runtime.getRuntime().availableProcessors())),
                "memory", new Quantity(String.valueOf(system.getTotalMemorySize())),
                "pods", new Quantity("1000"));
    }
}
