package network.higherself.redis.operator.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/**
 * An application: takes its settings from a resource's connection Secret and its certificates from the binding Secret,
 * as the samples do, and runs a script with {@code r} for redis-cli.
 *
 * @param settings the connection Secret
 */
record ClientPod(String name, String resource, String settings, String script) {

    /** Uses the Secret of the application's user. */
    ClientPod(String name, String resource, String script) {
        this(name, resource, resource + "-connection", script);
    }

    private static final String REDIS_CLI = """
            r() {
              if [ "$REDIS_SSL" = true ]; then
                REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli --no-auth-warning --tls --cacert "$REDIS_SSL_CA_CERTS" \
                  -h "$REDIS_HOST" -p "$REDIS_PORT" --user "$REDIS_USERNAME" "$@"
              else
                REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli --no-auth-warning -h "$REDIS_HOST" -p "$REDIS_PORT" \
                  --user "$REDIS_USERNAME" "$@"
              fi
            }
            """;

    Pod build(String namespace) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withTerminationGracePeriodSeconds(1L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(999L)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("client")
                .withImage("redis:7.2")
                .withCommand("sh", "-c", REDIS_CLI + script)
                .addNewEnvFrom()
                .withNewSecretRef()
                .withName(settings)
                .endSecretRef()
                .endEnvFrom()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName("binding")
                .withMountPath("/etc/redis-binding")
                .withReadOnly(true)
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("binding")
                .withNewSecret()
                .withSecretName(resource + "-binding")
                .endSecret()
                .endVolume()
                .endSpec()
                .build();
    }
}
