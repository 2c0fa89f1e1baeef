package network.higherself.redis.operator.http;

/** What a server shows itself by: a certificate with its chain, and its key; PEM. {@code toString} shows no key. */
public record ServerIdentity(String certificatePem, String keyPem) {
    @Override
    public String toString() {
        return "ServerIdentity[…]";
    }
}
