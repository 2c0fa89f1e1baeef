package network.higherself.redis.operator.tls;

/** Under which keys certificates are kept in Secrets, the operator's own and those of users. */
public final class TlsKeys {

    /** The certificate, with the intermediate ones behind it; PEM. */
    public static final String CERTIFICATE = "tls.crt";

    /** Its key, PKCS#8 in PEM. */
    public static final String CERTIFICATE_KEY = "tls.key";

    /** What clients are to trust; PEM. */
    public static final String AUTHORITY = "ca.crt";

    /** The authority's key; only in the authority's own Secret. */
    public static final String AUTHORITY_KEY = "ca.key";

    private TlsKeys() {}
}
