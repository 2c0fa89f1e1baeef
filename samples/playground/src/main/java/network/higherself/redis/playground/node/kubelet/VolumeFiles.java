package network.higherself.redis.playground.node.kubelet;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a volume's files as a kubelet does: each name is a link through {@code ..data}, which is itself a link that is
 * replaced in one step, so that a reader sees all of the old files or all of the new ones.
 */
final class VolumeFiles {

    private static final Path DATA = Path.of("..data");

    /** A file: its content and the permission bits. */
    record Entry(byte[] content, int mode) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry && mode == entry.mode && Arrays.equals(content, entry.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content) * 31 + mode;
        }

        /** Without the content, which may be secret. */
        @Override
        public String toString() {
            return "Entry[" + content.length + " bytes, mode=" + Integer.toOctalString(mode) + "]";
        }
    }

    private VolumeFiles() {}

    /**
     * Makes a directory hold these files and no others.
     *
     * @param files by relative path
     * @param group the group that may read them all, if the pod has one
     * @return whether anything had to be written
     */
    static boolean write(Path directory, Map<String, Entry> files, OptionalInt group) throws IOException {
        Files.createDirectories(directory);
        Path data = directory.resolve(DATA);
        Path before = Files.exists(data) ? data.toRealPath() : null;
        if (before != null && same(before, files)) {
            return false;
        }
        Path fresh = Files.createTempDirectory(directory, "..");
        chmod(fresh, 0755);
        for (Map.Entry<String, Entry> file : files.entrySet()) {
            Path path = fresh.resolve(file.getKey());
            for (Path parent = path.getParent(); !Files.exists(parent); parent = parent.getParent()) {
                Files.createDirectories(path.getParent());
                chmod(parent, 0755);
            }
            Files.write(path, file.getValue().content());
            chmod(path, file.getValue().mode() | (group.isPresent() ? 0440 : 0));
            chgrp(path, group);
        }
        Path link = directory.resolve("..data_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, fresh.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
        linkNames(directory, files.keySet());
        if (before != null) {
            deleteTree(before);
        }
        return true;
    }

    private static boolean same(Path data, Map<String, Entry> files) throws IOException {
        Map<String, Entry> present = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(data)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                String name = data.relativize(path).toString();
                Entry wanted = files.get(name);
                present.put(name, new Entry(Files.readAllBytes(path), wanted == null ? 0 : wanted.mode()));
            }
        }
        return present.equals(new TreeMap<>(files));
    }

    private static void linkNames(Path directory, Set<String> files) throws IOException {
        Set<String> names = new HashSet<>();
        files.forEach(file -> names.add(Path.of(file).getName(0).toString()));
        for (String name : names) {
            Path link = directory.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, DATA.resolve(name));
            }
        }
        try (DirectoryStream<Path> present = Files.newDirectoryStream(directory)) {
            for (Path path : present) {
                String name = path.getFileName().toString();
                if (!name.startsWith("..") && !names.contains(name)) {
                    Files.delete(path);
                }
            }
        }
    }

    /** A directory that any of the pod's users may write, or those of its group. */
    static void makeWritable(Path directory, OptionalInt group) throws IOException {
        Files.createDirectories(directory);
        if (group.isEmpty()) {
            chmod(directory, 0777);
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(directory)) {
            all = tree.filter(path -> !Files.isSymbolicLink(path)).toList();
        }
        for (Path path : all) {
            int mode = (Integer) Files.getAttribute(path, "unix:mode") & 07777;
            chgrp(path, group);
            // New files take the group of the directory that they are made in.
            Files.setAttribute(path, "unix:mode", mode | (Files.isDirectory(path) ? 02770 : 0660));
        }
    }

    private static void chgrp(Path path, OptionalInt group) throws IOException {
        if (group.isPresent()) {
            Files.setAttribute(path, "unix:gid", group.getAsInt());
        }
    }

    private static void chmod(Path path, int mode) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        // The constants stand in the order of the bits, from the owner's read to the others' execute.
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & (0400 >> permission.ordinal())) != 0) {
                permissions.add(permission);
            }
        }
        Files.setPosixFilePermissions(path, permissions);
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
