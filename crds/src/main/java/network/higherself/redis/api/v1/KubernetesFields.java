package network.higherself.redis.api.v1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** What Kubernetes' own types lack in the generated schema: their fields' descriptions, and the bounds of small integers. */
final class KubernetesFields {

    private KubernetesFields() {}

    /** Describes every field below {@code schema} that nobody described, by its name. */
    static void complete(JSONSchemaProps schema) {
        complete(schema, descriptions());
    }

    private static void complete(JSONSchemaProps schema, Properties descriptions) {
        if (schema.getProperties() != null) {
            for (Map.Entry<String, JSONSchemaProps> property :
                    schema.getProperties().entrySet()) {
                JSONSchemaProps field = property.getValue();
                if (field.getDescription() == null) {
                    field.setDescription(descriptions.getProperty(property.getKey()));
                }
                bound(property.getKey(), field);
                complete(field, descriptions);
            }
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            complete(schema.getItems().getSchema(), descriptions);
        }
    }

    /** Larger numbers can't be read, and Kubernetes would refuse the pod besides. */
    private static void bound(String name, JSONSchemaProps field) {
        switch (name) {
            case "weight" -> between(field, 1, 100);
            case "maxSkew", "minDomains" -> between(field, 1, Integer.MAX_VALUE);
            default -> {}
        }
    }

    private static void between(JSONSchemaProps field, double least, double most) {
        field.setMinimum(least);
        field.setMaximum(most);
    }

    private static Properties descriptions() {
        Properties descriptions = new Properties();
        try (InputStream file = KubernetesFields.class.getResourceAsStream("kubernetes-fields.properties")) {
            descriptions.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return descriptions;
    }
}
