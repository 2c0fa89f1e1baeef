package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;

/**
 * Gives every claim a volume: a directory that lives until the claim goes, or longer if the class retains it. Where the
 * cluster has a controller manager, that binds and protects what is made here.
 */
final class Claims {

    private static final String PROVISIONER = "playground.higherself.network/directory";
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    private static final String PROTECTION = "kubernetes.io/pvc-protection";

    private final Cluster cluster;
    private final Path directory;
    private final boolean binding;
    private final WorkQueue queue;

    /** @param binding whether claims are also to be bound and protected, since nobody else does */
    Claims(Cluster cluster, ScheduledExecutorService threads, Path directory, boolean binding) {
        this.cluster = cluster;
        this.directory = directory;
        this.binding = binding;
        this.queue = new WorkQueue("claims", threads, this::reconcile);
        WorkQueue volumes = new WorkQueue("volumes", threads, this::reclaim);
        cluster.on(
                StorageClass.class,
                storageClass -> cluster.list(PersistentVolumeClaim.class).forEach(claim -> queue.add(Key.of(claim))));
        cluster.on(PersistentVolumeClaim.class, claim -> {
            queue.add(Key.of(claim));
            volumes.add(new Key("", volumeName(claim)));
        });
        cluster.on(PersistentVolume.class, volume -> volumes.add(Key.of(volume)));
        // A claim that is to be deleted waits for the last pod that uses it.
        cluster.on(
                Pod.class,
                pod -> claimNames(pod)
                        .forEach(name -> queue.add(new Key(pod.getMetadata().getNamespace(), name))));
    }

    /** Makes the default class unless there is one. */
    void start() {
        if (cluster.list(StorageClass.class).stream().noneMatch(Claims::isDefault)) {
            cluster.create(new StorageClassBuilder()
                    .withNewMetadata()
                    .withName("standard")
                    .addToAnnotations(DEFAULT_CLASS, "true")
                    .endMetadata()
                    .withProvisioner(PROVISIONER)
                    .withReclaimPolicy("Delete")
                    .withAllowVolumeExpansion(true)
                    .withVolumeBindingMode("Immediate")
                    .build());
        }
    }

    private static boolean isDefault(StorageClass storageClass) {
        var annotations = storageClass.getMetadata().getAnnotations();
        return annotations != null && "true".equals(annotations.get(DEFAULT_CLASS));
    }

    private static Stream<String> claimNames(Pod pod) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .map(volume -> volume.getPersistentVolumeClaim().getClaimName());
    }

    private static String volumeName(PersistentVolumeClaim claim) {
        return "pvc-" + claim.getMetadata().getUid();
    }

    private void reconcile(Key key) {
        PersistentVolumeClaim claim =
                cluster.get(PersistentVolumeClaim.class, key).orElse(null);
        if (claim == null) {
            return;
        }
        if (Pods.isTerminating(claim)) {
            if (binding) {
                release(claim);
            }
            return;
        }
        if (claim.getSpec().getVolumeName() == null) {
            storageClass(claim).ifPresent(storageClass -> provision(claim, storageClass));
            return;
        }
        Quantity size = claim.getSpec().getResources().getRequests().get("storage");
        if (!binding) {
            grow(claim, size);
            return;
        }
        PersistentVolumeClaimStatus status = new PersistentVolumeClaimStatusBuilder()
                .withPhase("Bound")
                .withAccessModes(claim.getSpec().getAccessModes())
                .withCapacity(Map.of("storage", size))
                .build();
        if (!status.equals(claim.getStatus())) {
            cluster.writeStatus(claim, status);
        }
    }

    /** Lets a claim go that no pod uses any more. */
    private void release(PersistentVolumeClaim claim) {
        List<String> finalizers = claim.getMetadata().getFinalizers();
        String name = claim.getMetadata().getName();
        boolean used = cluster.list(Pod.class, claim.getMetadata().getNamespace()).stream()
                .anyMatch(pod -> !Pods.isFinished(pod) && claimNames(pod).anyMatch(name::equals));
        if (!used && finalizers.contains(PROTECTION)) {
            List<String> left = finalizers.stream()
                    .filter(other -> !other.equals(PROTECTION))
                    .toList();
            cluster.merge(claim, Map.of("metadata", Map.of("finalizers", left)), "");
        }
    }

    /** A volume that is asked to be larger is, at once. */
    private void grow(PersistentVolumeClaim claim, Quantity size) {
        PersistentVolumeClaimStatus status = claim.getStatus();
        if (status != null
                && "Bound".equals(status.getPhase())
                && !size.equals(status.getCapacity().get("storage"))) {
            cluster.merge(claim, Map.of("status", Map.of("capacity", Map.of("storage", size))), "status");
        }
    }

    private Optional<StorageClass> storageClass(PersistentVolumeClaim claim) {
        String name = claim.getSpec().getStorageClassName();
        return cluster.list(StorageClass.class).stream()
                .filter(candidate -> PROVISIONER.equals(candidate.getProvisioner()))
                .filter(candidate -> name == null
                        ? isDefault(candidate)
                        : candidate.getMetadata().getName().equals(name))
                .findFirst();
    }

    private void provision(PersistentVolumeClaim claim, StorageClass storageClass) {
        Path path = directory.resolve(volumeName(claim));
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cluster.create(new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(volumeName(claim))
                .addToAnnotations("pv.kubernetes.io/provisioned-by", PROVISIONER)
                .endMetadata()
                .withNewSpec()
                .withCapacity(Map.of(
                        "storage", claim.getSpec().getResources().getRequests().get("storage")))
                .withAccessModes(claim.getSpec().getAccessModes())
                .withPersistentVolumeReclaimPolicy(storageClass.getReclaimPolicy())
                .withStorageClassName(storageClass.getMetadata().getName())
                .withNewHostPath()
                .withPath(path.toString())
                .withType("DirectoryOrCreate")
                .endHostPath()
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .endSpec()
                .build());
        if (!binding) {
            return;
        }
        cluster.merge(
                claim,
                Map.of(
                        "metadata", Map.of("finalizers", List.of(PROTECTION)),
                        "spec",
                                Map.of(
                                        "volumeName",
                                        volumeName(claim),
                                        "storageClassName",
                                        storageClass.getMetadata().getName())),
                "");
    }

    private void reclaim(Key key) {
        PersistentVolume volume = cluster.get(PersistentVolume.class, key).orElse(null);
        if (volume == null
                || Pods.isTerminating(volume)
                || volume.getSpec().getClaimRef() == null
                || volume.getSpec().getHostPath() == null) {
            return;
        }
        var reference = volume.getSpec().getClaimRef();
        boolean claimed = cluster.get(
                        PersistentVolumeClaim.class, new Key(reference.getNamespace(), reference.getName()))
                .filter(claim -> claim.getMetadata().getUid().equals(reference.getUid()))
                .isPresent();
        Path path = Path.of(volume.getSpec().getHostPath().getPath());
        if (!claimed
                && "Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy())
                && path.startsWith(directory)) {
            // Where volumes are protected this comes again before the volume has gone.
            if (Files.exists(path)) {
                deleteTree(path);
            }
            cluster.delete(volume, Map.of());
            return;
        }
        String phase = claimed ? "Bound" : "Released";
        if (!binding) {
            return;
        }
        if (volume.getStatus() == null || !phase.equals(volume.getStatus().getPhase())) {
            cluster.writeStatus(
                    volume, new PersistentVolumeStatusBuilder().withPhase(phase).build());
        }
    }

    private static void deleteTree(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
