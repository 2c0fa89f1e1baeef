package network.higherself.redis.playground.node.kubelet;

/** Something that a pod names is missing or wrong; the message is the one that a kubelet shows. */
final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
        super(message);
    }
}
