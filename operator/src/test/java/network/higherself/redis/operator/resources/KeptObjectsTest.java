package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import network.higherself.redis.api.v1.HigherSelfRedis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class KeptObjectsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration UNREAD = Duration.ofSeconds(20);

    private final Clock clock = Mockito.mock(Clock.class);
    private final KubernetesSerialization serialization = Mockito.spy(new KubernetesSerialization());
    private final KeptObjects<Pod> kept = new KeptObjects<>(serialization, clock);

    /** A spy holds whatever it was called with. */
    private final KeptObjects<Pod> unspied = new KeptObjects<>(new KubernetesSerialization(), clock);

    @BeforeEach
    void start() {
        at(Duration.ZERO);
    }

    @Test
    void keepsWhatIsReadAndWhatOurFieldsAre() {
        assertThat(kept.put("ns/r-0", pod())).isNull();

        assertThat(kept.get("ns/other")).isNull();
        assertThat(kept.keySet()).containsExactly("ns/r-0");
        assertThat(kept.values()).hasSize(1);
        assertThat(kept.remove("ns/r-0")).isEqualTo(reduced());
        assertThat(kept.size()).isZero();
    }

    @Test
    void theResourcesThemselvesAreKeptWithoutWhoWroteWhat() {
        HigherSelfRedis resource = new HigherSelfRedis();
        resource.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("r")
                .withResourceVersion("7")
                .addNewManagedField()
                .withManager("kubectl")
                .endManagedField()
                .build());
        ItemStore<HigherSelfRedis> store = ObjectStores.ofResources();

        store.put("ns/r", resource);

        assertThat(store.get("ns/r").getMetadata().getManagedFields()).isEmpty();
        assertThat(store.get("ns/r").getMetadata().getResourceVersion()).isEqualTo("7");
    }

    @Test
    void anObjectThatIsReadIsTheSameOne() {
        Pod pod = pod();
        kept.put("ns/r-0", pod);
        at(UNREAD);
        assertThat(kept.get("ns/r-0")).isSameAs(pod);
        at(UNREAD.plus(UNREAD));

        kept.cool(UNREAD);

        assertThat(kept.get("ns/r-0")).as("read just now").isSameAs(pod);
    }

    @Test
    void oneThatNobodyReadsIsKeptCompressedAndLosesNothing() {
        Pod pod = pod();
        kept.put("ns/r-0", pod);
        at(UNREAD.plusMillis(1));

        kept.cool(UNREAD);

        assertThat(kept.values()).containsExactly(reduced());
        Pod read = kept.get("ns/r-0");
        assertThat(read).isNotSameAs(pod).isEqualTo(reduced());
        assertThat(kept.get("ns/r-0")).as("read twice in one visit").isSameAs(read);
    }

    @Test
    void oneThatIsReadOnceAMinuteIsLetGoEachTime() {
        unspied.put("ns/r-0", pod());
        for (int minute = 1; minute < 4; minute++) {
            at(Duration.ofMinutes(minute));
            unspied.cool(UNREAD);

            Reference<Pod> read = new WeakReference<>(unspied.get("ns/r-0"));

            awaitLetGo(read);
        }
    }

    @Test
    void oneThatIsVisitedAgainSoonStaysUntilThatEnds() {
        unspied.put("ns/r-0", pod());
        at(UNREAD.plusMillis(1));
        unspied.cool(UNREAD);
        unspied.get("ns/r-0");
        at(UNREAD.plusSeconds(2));
        Reference<Pod> read = new WeakReference<>(unspied.get("ns/r-0"));

        System.gc();

        assertThat(read.get()).isNotNull();
        at(UNREAD.multipliedBy(2).plusSeconds(3));
        unspied.cool(UNREAD);
        awaitLetGo(read);
    }

    @Test
    void oneThatWasCompressedIsNotCompressedAgain() {
        kept.put("ns/r-0", pod());
        at(UNREAD.plusMillis(1));
        kept.cool(UNREAD);
        kept.get("ns/r-0");
        at(UNREAD.multipliedBy(3));
        kept.cool(UNREAD);

        assertThat(kept.get("ns/r-0")).isEqualTo(reduced());
        Mockito.verify(serialization).asJson(Mockito.any());
    }

    @Test
    void whatComesInItsPlaceIsGivenTogetherWithTheOneBefore() {
        kept.put("ns/r-0", pod());
        at(UNREAD.plusMillis(1));
        kept.cool(UNREAD);
        Pod next = pod();
        next.getMetadata().setResourceVersion("2");

        assertThat(kept.put("ns/r-0", next)).isEqualTo(reduced());
        assertThat(kept.get("ns/r-0")).isSameAs(next);
    }

    private static void awaitLetGo(Reference<Pod> read) {
        await().until(() -> {
            System.gc();
            return read.get() == null;
        });
    }

    private void at(Duration sinceStart) {
        Mockito.when(clock.instant()).thenReturn(START.plus(sinceStart));
    }

    private static Pod pod() {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: r-0
                  namespace: ns
                  labels: {a: b}
                  annotations: {c: d}
                  managedFields:
                  - {manager: kubelet, operation: Update, fieldsV1: {f:status: {}}}
                  - {manager: higherself-redis-operator, operation: Apply, fieldsV1: {f:metadata: {}}}
                spec:
                  nodeName: node
                  volumes: [{name: tmp, emptyDir: {}}]
                  containers: [{name: redis, image: redis:7.2, env: [{name: A, value: B}]}]
                  initContainers: [{name: version, image: redis:7.2, command: [sh]}]
                status: {podIP: 10.0.0.1}
                """, Pod.class);
    }

    private static Pod reduced() {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: r-0
                  namespace: ns
                  labels: {a: b}
                  annotations: {c: d}
                  managedFields:
                  - {manager: higherself-redis-operator, operation: Apply, fieldsV1: {f:metadata: {}}}
                spec:
                  nodeName: node
                  containers: [{name: redis, image: redis:7.2}]
                  initContainers: [{name: version, image: redis:7.2}]
                status: {podIP: 10.0.0.1}
                """, Pod.class);
    }
}
