package network.higherself.redis.playground.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How the administrator reaches an API server, as clients read it. */
public final class AdminKubeconfig {

    private AdminKubeconfig() {}

    /** @param authorityPem the certificate authority that clients must trust */
    public static String text(String url, String authorityPem, String token) {
        String authority = Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.UTF_8));
        return """
                apiVersion: v1
                kind: Config
                current-context: playground
                clusters:
                - name: playground
                  cluster: {server: "%s", certificate-authority-data: "%s"}
                users:
                - name: admin
                  user: {token: "%s"}
                contexts:
                - name: playground
                  context: {cluster: playground, user: admin, namespace: default}
                """.formatted(url, authority, token);
    }
}
