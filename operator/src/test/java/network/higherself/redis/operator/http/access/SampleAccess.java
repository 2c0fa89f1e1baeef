package network.higherself.redis.operator.http.access;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** An access that asks no cluster: a token is good if it is a user's name, and a predicate tells who may what. */
public final class SampleAccess {

    private SampleAccess() {}

    public static Access of(Collection<String> users, BiPredicate<String, Right> may, Clock clock) {
        return new Access(
                new Reviews() {
                    @Override
                    public Optional<Caller> whose(String token) {
                        return users.contains(token)
                                ? Optional.of(new Caller(token, "", List.of(), Map.of()))
                                : Optional.empty();
                    }

                    @Override
                    public boolean allowed(Caller caller, Right right) {
                        return may.test(caller.name(), right);
                    }
                },
                clock);
    }
}
