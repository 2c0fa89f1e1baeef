package network.higherself.redis.operator.testing;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The operator's ServiceAccount with no more rights than some of the manifests give it. */
public final class OperatorAccount {

    public static final String NAMESPACE = "higherself-redis-system";

    private OperatorAccount() {}

    /**
     * A client with its token.
     *
     * @param administrator makes the namespace, the account and the roles
     * @param manifests of {@code manifests/base}
     */
    public static KubernetesClient client(KubernetesClient administrator, String... manifests) throws IOException {
        administrator
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        for (String manifest : Stream.concat(Stream.of("service-account.yaml"), Stream.of(manifests))
                .toList()) {
            try (InputStream file = Files.newInputStream(Path.of("..", "manifests", "base", manifest))) {
                for (var object : List.copyOf(administrator.load(file).items())) {
                    if (object instanceof Namespaced) {
                        object.getMetadata().setNamespace(NAMESPACE);
                    }
                    administrator.resource(object).create();
                }
            }
        }
        String token = administrator
                .serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("higherself-redis-operator")
                .tokenRequest(new TokenRequest())
                .getStatus()
                .getToken();
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(administrator.getConfiguration().getMasterUrl())
                        .withCaCertData(administrator.getConfiguration().getCaCertData())
                        .withOauthToken(token)
                        .build())
                .build();
    }
}
