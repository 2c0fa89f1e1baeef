package network.higherself.redis.playground.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
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

    private final StringBuilder script = new StringBuilder("set -e\numask 022\ntrap 'exit 143' TERM\n");
    private final String root;

    private ContainerScript(Path root) {
        this.root = root.toString();
    }

    /**
     * @param root an empty directory, which the container's root is mounted on
     * @param etc files of the pod that belong below /etc: hosts, hostname, resolv.conf
     * @param users whether users can be changed; not where only one is mapped
     */
    static String of(ContainerSpec spec, Path root, Path etc, List<String> argv, boolean users) {
        ContainerScript container = new ContainerScript(root);
        container.skeleton(etc);
        container.mounts(spec);
        if (spec.readOnlyRoot()) {
            container.line("mount -o remount,ro " + quoted(container.root));
        }
        container.become(spec, argv, users);
        return container.script.toString();
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

    private void skeleton(Path etc) {
        line("mount -t tmpfs -o mode=755,size=64m tmpfs " + quoted(root));
        line("cd " + quoted(root));
        line("mkdir -p usr etc dev proc tmp run data opt var/tmp etc/ssl etc/alternatives");
        line("chmod 1777 tmp var/tmp");
        for (String link : LINKS) {
            Path target = Path.of("/", link);
            if (Files.isSymbolicLink(target)) {
                line("ln -s usr/" + link + " " + link);
            } else if (Files.isDirectory(target)) {
                bind(target, "/" + link, true);
            }
        }
        MACHINE.stream().map(Path::of).filter(Files::exists).forEach(path -> bind(path, path.toString(), true));
        line("cp " + quoted(etc.toString()) + "/* etc/");
        line("ln -s /proc/self/fd dev/fd; ln -s /proc/self/fd/1 dev/stdout; ln -s /proc/self/fd/2 dev/stderr");
        line(": > dev/" + String.join("; : > dev/", DEVICES));
        DEVICES.forEach(device -> bind(Path.of("/dev", device), "/dev/" + device, false));
        line("mount -t proc proc proc");
        line("hostname -F etc/hostname");
    }

    private void mounts(ContainerSpec spec) {
        // The outer path first, so that a mount below another lands in it.
        TreeSet<String> targets = new TreeSet<>();
        Stream<Mount> files =
                spec.program().files().entrySet().stream().map(file -> new Mount(file.getValue(), file.getKey(), true));
        Stream<Mount> termination = Stream.of(new Mount(spec.terminationLog(), TERMINATION_LOG, false));
        Stream.of(files, spec.mounts().stream(), termination)
                .flatMap(mounts -> mounts)
                .sorted(Comparator.comparing(Mount::target))
                .filter(mount -> targets.add(mount.target()))
                .forEach(mount -> bind(mount.source(), mount.target(), mount.readOnly()));
    }

    private void bind(Path source, String target, boolean readOnly) {
        String inside = quoted(target.substring(1));
        line(
                Files.isDirectory(source)
                        ? "[ -d " + inside + " ] || mkdir -p " + inside
                        : "[ -e " + inside + " ] || { mkdir -p "
                                + quoted("." + Path.of(target).getParent()) + "; : > " + inside + "; }");
        line("mount " + (readOnly ? "-o bind,ro " : "--bind ") + quoted(source.toString()) + " " + inside);
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
