package network.higherself.redis.operator.tls;

import java.util.List;
import network.higherself.redis.operator.plan.Problem;

/** What came of looking at a user's certificate. */
public sealed interface CertificateCheck {

    record Good(ServerCertificate certificate) implements CertificateCheck {}

    /** All that is wrong with it at once; no content of the Secret in the words. */
    record Bad(List<Problem> problems) implements CertificateCheck {}
}
