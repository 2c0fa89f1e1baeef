package network.higherself.redis.operator.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import network.higherself.redis.operator.testing.Trust;

/**
 * Calls the operator's API from a pod, one replica by its address, as somebody who trusts the authority alone and expects
 * the Service's name. Takes its calls from the environment, one a line as in {@code host METHOD path token}, and prints an
 * answer a line.
 */
final class ApiCaller {

    private static final int PORT = 8443;
    private static final int TIMEOUT = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ApiCaller() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        SSLContext trust = Trust.of(System.getenv("AUTHORITY"));
        for (String line : System.getenv("CALLS").strip().split("\n")) {
            String[] words = line.strip().split(" ");
            ObjectNode answer = JSON.createObjectNode().put("call", words[1] + " " + words[2]);
            String raw = call(trust, words[0], words[1], words[2], words.length > 3 ? words[3] : "");
            int head = raw.indexOf("\r\n\r\n");
            answer.put("status", Integer.parseInt(raw.split(" ", 3)[1]));
            answer.put("body", raw.substring(head + 4));
            System.out.println("ANSWER " + JSON.writeValueAsString(answer));
        }
    }

    private static String call(SSLContext trust, String address, String method, String path, String token)
            throws IOException {
        String host = System.getenv("SERVER");
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, PORT), TIMEOUT);
            plain.setSoTimeout(TIMEOUT);
            try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(plain, host, PORT, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                        + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                        + "Content-Length: 0\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
