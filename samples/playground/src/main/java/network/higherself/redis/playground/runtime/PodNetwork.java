package network.higherself.redis.playground.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * The pods' network: a bridge with the machine's own address, and for each pod a network namespace behind a pair of
 * virtual devices. Lives in the playground's own network namespace; nothing of the host's is touched.
 *
 * <p>Pods reach each other through the machine, as a router, and every neighbour is written down. All network namespaces
 * of a kernel share one table of 1024 neighbours that were found by asking (net.ipv4.neigh.default.gc_thresh3): pods that
 * ask for each other fill it when there are some hundreds, and from then on nobody finds anybody.
 */
final class PodNetwork {

    /** The machine's address, as pods see it: their gateway and their kubelet. */
    static final String MACHINE = "10.244.0.1";

    /** Of the Services: all of them this machine's own, so one that nobody listens at refuses instead of keeping its callers waiting. */
    private static final String SERVICES = "10.96.0.0/16";

    private static final String BRIDGE = "pods0";

    /**
     * A bridge without an address of its own takes the lowest of its ports', so another when that pod goes, and all pods
     * would send into the void for the seconds that they still believe in the old one.
     */
    static final String HARDWARE_ADDRESS = "02:00:0a:f4:00:01";

    private static final int FIRST = 16;
    private static final int LAST = 65_000;

    private final BitSet taken = new BitSet();
    private int next = FIRST;

    /** An attached pod. */
    record Attachment(String namespace, String address, int number) {}

    /** Makes the bridge. */
    PodNetwork() throws IOException {
        Path settings = Path.of("/proc/sys/net/ipv4");
        Files.writeString(settings.resolve("ip_forward"), "1");
        // Pods know no other way than through the machine.
        Files.writeString(settings.resolve("conf/all/send_redirects"), "0");
        Files.writeString(settings.resolve("conf/default/send_redirects"), "0");
        Commands.run(
                String.join(
                        "\n",
                        "link set lo up",
                        "route add local " + SERVICES + " dev lo",
                        "link add " + BRIDGE + " address " + HARDWARE_ADDRESS + " type bridge",
                        "addr add " + MACHINE + "/16 dev " + BRIDGE,
                        "link set " + BRIDGE + " up",
                        ""),
                "ip",
                "-batch",
                "-");
    }

    Attachment attach() throws IOException {
        int number = take();
        String namespace = "pod" + number;
        String address = "10.244." + number / 256 + "." + number % 256;
        String hardwareAddress = String.format("02:00:0a:f4:%02x:%02x", number / 256, number % 256);
        Commands.run(
                String.join(
                        "\n",
                        "netns add " + namespace,
                        "link add veth" + number + " type veth peer name eth0 address " + hardwareAddress + " netns "
                                + namespace,
                        "link set veth" + number + " master " + BRIDGE + " up",
                        "neigh replace " + address + " lladdr " + hardwareAddress + " dev " + BRIDGE + " nud permanent",
                        ""),
                "ip",
                "-batch",
                "-");
        Commands.run(
                String.join(
                        "\n",
                        "link set lo up",
                        "addr add " + address + "/32 dev eth0",
                        "link set eth0 up",
                        "neigh add " + MACHINE + " lladdr " + HARDWARE_ADDRESS + " dev eth0 nud permanent",
                        "route add " + MACHINE + " dev eth0",
                        "route add default via " + MACHINE,
                        ""),
                "ip",
                "-netns",
                namespace,
                "-batch",
                "-");
        return new Attachment(namespace, address, number);
    }

    void detach(Attachment attachment) throws IOException {
        try {
            Commands.run("", "ip", "netns", "delete", attachment.namespace());
            Commands.run("", "ip", "neigh", "del", attachment.address(), "dev", BRIDGE);
        } finally {
            release(attachment.number());
        }
    }

    /** Addresses go round, so that a new pod seldom has the address of one that has just gone. */
    private synchronized int take() throws IOException {
        int number = taken.nextClearBit(next);
        if (number > LAST) {
            number = taken.nextClearBit(FIRST);
        }
        if (number > LAST) {
            throw new IOException("no pod address is left");
        }
        taken.set(number);
        next = number + 1;
        return number;
    }

    private synchronized void release(int number) {
        taken.clear(number);
    }
}
