package network.higherself.redis.operator.resources;

import java.util.function.Predicate;
import network.higherself.redis.operator.plan.FeatureKind;

/**
 * As whom applications log in. {@code toString} does not show the password.
 *
 * @param user empty: the default user
 * @param password empty: there is none
 * @param uses for which features: those whose flags say true
 */
record ApplicationLogin(String user, String password, Predicate<FeatureKind> uses) {
    @Override
    public String toString() {
        return "ApplicationLogin[user=" + user + "]";
    }
}
