package network.higherself.redis.operator.resources;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.higherself.redis.api.v1.HigherSelfRedis;

/**
 * How the operator reads what the API server says: only the kinds that it deals with, and typed only what it looks at. Whatever else
 * an object holds is kept as it came, in {@code additionalProperties}, and is written and compared like the rest. To know every
 * class of Kubernetes' model, and for each how it is read, would take a fifth of the process and most of its start.
 */
public final class Reading {

    private static final String MODEL = "io.fabric8.kubernetes.api.model.";

    /** The structured fields of a class that are read; of a class that isn't here, all are. */
    private static final Map<Class<?>, Set<String>> READ = Map.ofEntries(
            entry(Pod.class, Set.of("metadata", "spec", "status")),
            entry(PodSpec.class, Set.of("containers", "initContainers")),
            // The framework compares variables and quantities by what they mean.
            entry(Container.class, Set.of("env", "resources")),
            entry(EnvVar.class, Set.of()),
            entry(PodStatus.class, Set.of("conditions", "containerStatuses", "initContainerStatuses")),
            entry(StatefulSet.class, Set.of("metadata", "spec")),
            entry(StatefulSetSpec.class, Set.of("template", "volumeClaimTemplates")),
            // The status of a template is told to be left out.
            entry(PersistentVolumeClaim.class, Set.of("metadata", "spec", "status")),
            entry(PersistentVolumeClaimSpec.class, Set.of("resources")),
            entry(Service.class, Set.of("metadata", "spec")),
            entry(ServiceSpec.class, Set.of("ports")),
            entry(EndpointSlice.class, Set.of("metadata", "endpoints")),
            entry(Endpoint.class, Set.of("conditions", "targetRef")),
            entry(PodDisruptionBudget.class, Set.of("metadata")),
            entry(NetworkPolicy.class, Set.of("metadata")));

    /** What watches bring, besides what the client asks for by its class. */
    private static final List<Class<? extends HasMetadata>> WATCHED = List.of(
            HigherSelfRedis.class,
            Pod.class,
            StatefulSet.class,
            Service.class,
            Secret.class,
            ConfigMap.class,
            EndpointSlice.class,
            PodDisruptionBudget.class,
            NetworkPolicy.class);

    private Reading() {}

    /** For the operator's client. */
    public static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.registerModule(new SimpleModule("what is read").setDeserializerModifier(new OnlyWhatIsRead()));
        KubernetesSerialization serialization = new KubernetesSerialization(mapper, false);
        // That a field is in the one place and not in the other is what is meant.
        serialization.getUnmatchedFieldTypeModule().setLogWarnings(false);
        WATCHED.forEach(serialization::registerKubernetesResource);
        serialization.registerKubernetesResource(Status.class);
        return serialization;
    }

    private static final class OnlyWhatIsRead extends BeanDeserializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public List<BeanPropertyDefinition> updateProperties(
                DeserializationConfig config, BeanDescription bean, List<BeanPropertyDefinition> properties) {
            Set<String> read = READ.get(bean.getBeanClass());
            if (read != null) {
                properties.removeIf(
                        property -> structured(property.getPrimaryType()) && !read.contains(property.getName()));
            }
            return properties;
        }

        private static boolean structured(JavaType type) {
            JavaType of = type.getContentType() == null ? type : type.getContentType();
            return of.getRawClass().getName().startsWith(MODEL);
        }
    }
}
