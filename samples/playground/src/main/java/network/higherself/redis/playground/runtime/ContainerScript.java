package network.higherself.redis.playground.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shell script that makes a container's view of the world and becomes its program: a root file system in memory with
 * the machine's programs read-only in it, what the pod mounts at its own paths, and the pod's user without any
 * capability. Runs in a mount and process namespace of its own. Pure: a spec becomes text.
 */
final class ContainerScript {

    private static final List<String> MACHINE =
            List.of("/usr", "/etc/ssl", "/etc/alternatives", "/etc/java-17-openjdk", "/etc/ld.so.cache");
    private static final List<String> LINKS = List.of("bin", "sbin", "lib", "lib32", "lib64");
    private static final String TERMINATION_LOG = "/dev/termination-log";
    private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom", "tty");

    /**
     * @param script to be run from a file whose name ends in {@code .sh}
     * @param mounts an fstab of which it knows that it lies beside it, in a file of the same name that ends in {@code .mounts}
     */
    record Text(String script, String mounts) {}

    private final StringBuilder script = new StringBuilder("set -e\numask 022\ntrap 'exit 143' TERM\n");
    private final String root;
    private final Set<String> directories = new TreeSet<>();
    private final Set<String> files = new TreeSet<>();

    /** Lines of an fstab: one program mounts all of them, where one for each would be most of what a start takes. */
    private final StringBuilder table = new StringBuilder();

    private ContainerScript(Path root) {
        this.root = root.toString();
    }

    /**
     * @param root an empty directory, which the container's root is mounted on
     * @param etc files of the pod that belong below /etc: hosts, hostname, resolv.conf
     * @param users whether users can be changed; not where only one is mapped
     */
    static Text of(ContainerSpec spec, Path root, Path etc, List<String> argv, boolean users) {
        ContainerScript container = new ContainerScript(root);
        container.machine();
        List<Mount> within = container.mounts(spec);
        container.skeleton(etc);
        within.forEach(container::bindWithin);
        if (spec.readOnlyRoot()) {
            container.line("mount -o remount,ro " + quoted(container.root));
        }
        container.become(spec, argv, users);
        return new Text(container.script.toString(), container.table.toString());
    }

    /** The options that make {@code setpriv} a program of the container's user without any capability. */
    static String privileges(int uid, int gid, List<Integer> groups, boolean users) {
        String capabilities = "--no-new-privs --inh-caps=-all --bounding-set=-all";
        if (!users) {
            return "--no-new-privs";
        }
        String supplementary = groups.isEmpty()
                ? "--clear-groups"
                : "--groups="
                        + String.join(",", groups.stream().map(String::valueOf).toList());
        return "--reuid=" + uid + " --regid=" + gid + " " + supplementary + " " + capabilities;
    }

    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private void machine() {
        directories.addAll(List.of("usr", "etc", "dev", "proc", "tmp", "run", "data", "opt", "var/tmp"));
        LINKS.stream()
                .map(link -> Path.of("/", link))
                .filter(path -> !Files.isSymbolicLink(path) && Files.isDirectory(path))
                .forEach(path -> bind(new Mount(path, path.toString(), true)));
        MACHINE.stream()
                .map(Path::of)
                .filter(Files::exists)
                .forEach(path -> bind(new Mount(path, path.toString(), true)));
        DEVICES.forEach(device -> bind(new Mount(Path.of("/dev", device), "/dev/" + device, false)));
        table.append("proc ").append(escaped(root + "/proc")).append(" proc defaults 0 0\n");
    }

    /** @return those that land within another one, which must be there before */
    private List<Mount> mounts(ContainerSpec spec) {
        // The outer path first, so that a mount below another lands in it.
        TreeSet<String> targets = new TreeSet<>();
        Stream<Mount> ofImage =
                spec.program().files().entrySet().stream().map(file -> new Mount(file.getValue(), file.getKey(), true));
        Stream<Mount> termination = Stream.of(new Mount(spec.terminationLog(), TERMINATION_LOG, false));
        List<Mount> mounts = Stream.of(ofImage, spec.mounts().stream(), termination)
                .flatMap(each -> each)
                // A path may be written with a slash at its end.
                .map(mount -> new Mount(
                        mount.source(), Path.of(mount.target()).normalize().toString(), mount.readOnly()))
                .sorted(Comparator.comparing(Mount::target))
                .filter(mount -> targets.add(mount.target()))
                .toList();
        Map<Boolean, List<Mount>> within = mounts.stream()
                .collect(Collectors.partitioningBy(
                        mount -> Stream.of(MACHINE.stream(), LINKS.stream().map("/"::concat), targets.stream())
                                .flatMap(outer -> outer)
                                .anyMatch(outer -> mount.target().startsWith(outer + "/"))));
        within.get(false).forEach(this::bind);
        return within.get(true);
    }

    private void bind(Mount mount) {
        Path target = Path.of(mount.target().substring(1));
        if (Files.isDirectory(mount.source())) {
            directories.add(target.toString());
        } else {
            Optional.ofNullable(target.getParent()).ifPresent(parent -> directories.add(parent.toString()));
            files.add(target.toString());
        }
        table.append(escaped(mount.source().toString()))
                .append(' ')
                .append(escaped(root + mount.target()))
                .append(mount.readOnly() ? " none bind,ro 0 0\n" : " none bind 0 0\n");
    }

    private void skeleton(Path etc) {
        line("mount -t tmpfs -o mode=755,size=64m tmpfs " + quoted(root));
        line("cd " + quoted(root));
        line("mkdir -p " + words(directories.stream()));
        line("chmod 1777 tmp var/tmp");
        // A machine may have directories there, each mounted as it is.
        List<String> links = LINKS.stream()
                .filter(link -> Files.isSymbolicLink(Path.of("/", link)))
                .toList();
        if (!links.isEmpty()) {
            line("ln -s " + words(links.stream().map("usr/"::concat)) + " .");
        }
        line("ln -s /proc/self/fd dev/fd; ln -s /proc/self/fd/1 dev/stdout; ln -s /proc/self/fd/2 dev/stderr");
        line("cp " + quoted(etc.toString()) + "/* etc/");
        files.forEach(file -> line("[ -e " + quoted(file) + " ] || : > " + quoted(file)));
        line("mount -a -T \"${0%.sh}.mounts\"");
        line("hostname -F etc/hostname");
    }

    private void bindWithin(Mount mount) {
        String inside = quoted(mount.target().substring(1));
        line(
                Files.isDirectory(mount.source())
                        ? "[ -d " + inside + " ] || mkdir -p " + inside
                        : "[ -e " + inside + " ] || { mkdir -p "
                                + quoted("." + Path.of(mount.target()).getParent()) + "; : > " + inside + "; }");
        line("mount " + (mount.readOnly() ? "-o bind,ro " : "--bind ")
                + quoted(mount.source().toString()) + " " + inside);
    }

    private static String words(Stream<String> words) {
        return words.map(ContainerScript::quoted).collect(Collectors.joining(" "));
    }

    /** As fstab(5) wants it. */
    private static String escaped(String path) {
        return path.replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011");
    }

    private void become(ContainerSpec spec, List<String> argv, boolean users) {
        String directory = spec.workingDir() == null || spec.workingDir().isEmpty() ? "/" : spec.workingDir();
        // A session of its own, as a container runtime makes it: Linux shares processors among sessions, so then among
        // containers, as a node's cgroups do, however many threads or processes others have.
        StringBuilder command = new StringBuilder("exec setsid chroot ")
                .append(quoted(root))
                .append(" /usr/bin/setpriv ")
                .append(privileges(spec.uid(), spec.gid(), spec.supplementalGroups(), users))
                .append(" /bin/sh -c ")
                .append(quoted("cd \"$1\" && shift && exec \"$@\""))
                .append(" sh ")
                .append(quoted(directory));
        argv.forEach(word -> command.append(' ').append(quoted(word)));
        line(command.toString());
    }

    private void line(String text) {
        script.append(text).append('\n');
    }
}
