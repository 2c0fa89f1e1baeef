package network.higherself.redis.playground.runtime;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The cluster's DNS: A records over UDP. A name that it does not know does not exist. */
public final class DnsServer implements ClusterDns, AutoCloseable {

    /** Where pods ask. */
    static final String ADDRESS = "10.96.0.10";

    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int PORT = 53;
    private static final int SECONDS_TO_LIVE = 5;

    private final DatagramSocket socket;
    private volatile Map<String, List<String>> records = Map.of();

    public DnsServer() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(ADDRESS, PORT));
        Thread thread = new Thread(this::serve, "dns");
        thread.setDaemon(true);
        thread.start();
    }

    /** The Service that holds the server's address, as in every cluster, so that no other gets it. */
    public static Service service() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("kube-system")
                .withName("kube-dns")
                .endMetadata()
                .withNewSpec()
                .withClusterIP(ADDRESS)
                .addNewPort()
                .withName("dns")
                .withProtocol("UDP")
                .withPort(PORT)
                .endPort()
                .endSpec()
                .build();
    }

    @Override
    public void apply(Map<String, List<String>> newRecords) {
        records = Map.copyOf(newRecords);
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())))
                        .toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.debug("A DNS question was not answered: {}", e.getMessage());
                }
            }
        }
    }

    private Message answer(Message question) throws IOException {
        Record asked = question.getQuestion();
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.RA);
        if (asked == null) {
            answer.getHeader().setRcode(Rcode.FORMERR);
            return answer;
        }
        answer.addRecord(asked, Section.QUESTION);
        String name = asked.getName().toString(true).toLowerCase(Locale.ROOT);
        List<String> addresses = records.get(name);
        if (addresses == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else if (asked.getType() == Type.A) {
            for (String address : addresses) {
                answer.addRecord(
                        new ARecord(asked.getName(), DClass.IN, SECONDS_TO_LIVE, InetAddress.getByName(address)),
                        Section.ANSWER);
            }
        }
        return answer;
    }
}
