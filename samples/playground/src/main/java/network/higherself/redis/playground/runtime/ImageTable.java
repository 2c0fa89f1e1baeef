package network.higherself.redis.playground.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which local program an image name stands for. Read from lines of a file: a pattern for the name, the image's user,
 * {@code -} or what it brings along ({@code path-in-container=path-here}, with commas between), and its entry point.
 * The first line that fits counts; a name that none fits can't be pulled.
 */
public final class ImageTable {

    private static final String PATH = "/opt/image/bin:/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin";

    private static final String CLASS_PATH = "classpath:";

    private final List<Entry> entries;

    private record Entry(String pattern, Pattern compiled, int uid, Map<String, Path> files, List<String> entrypoint) {}

    private ImageTable(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * @param directory where programs that come from the class path are put
     * @throws IllegalArgumentException naming the line that can't be read
     */
    public static ImageTable read(Path file, Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                entries.add(entry(line.strip(), directory));
            }
        }
        return new ImageTable(entries);
    }

    public Optional<ImageProgram> find(String image) {
        String name = normalised(image);
        return entries.stream()
                .filter(entry -> entry.compiled.matcher(name).matches())
                .findFirst()
                .map(entry -> new ImageProgram(
                        image, entry.entrypoint, List.of(), Map.of("PATH", PATH), entry.uid, entry.files));
    }

    private static Entry entry(String line, Path directory) throws IOException {
        String[] words = line.split("\\s+");
        if (words.length < 4) {
            throw new IllegalArgumentException("an image needs a pattern, a user, files or -, and a program: " + line);
        }
        Map<String, Path> files = new LinkedHashMap<>();
        if (!words[2].equals("-")) {
            for (String file : words[2].split(",")) {
                String[] parts = file.split("=", 2);
                Path source = parts.length < 2 ? null : source(parts[1], directory);
                if (source == null || !Files.exists(source)) {
                    throw new IllegalArgumentException("no such file for an image: " + file);
                }
                files.put(parts[0], source.toAbsolutePath());
            }
        }
        String pattern = normalised(words[0]);
        return new Entry(
                pattern,
                Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q")),
                Integer.parseInt(words[1]),
                files,
                List.of(words).subList(3, words.length));
    }

    /** A path, or {@code classpath:NAME} for a program that a Maven artifact carries. */
    private static Path source(String text, Path directory) throws IOException {
        if (!text.startsWith(CLASS_PATH)) {
            return Path.of(text);
        }
        String name = text.substring(CLASS_PATH.length());
        Path target = Files.createDirectories(directory.resolve("programs")).resolve(name);
        if (Files.notExists(target)) {
            try (InputStream program = ImageTable.class.getResourceAsStream("/" + name)) {
                if (program == null) {
                    return target;
                }
                Files.copy(program, target);
            }
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return target;
    }

    private static String normalised(String image) {
        return image.replaceFirst("^docker\\.io/", "").replaceFirst("^library/", "");
    }

    /** As people read it at the start. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        entries.forEach(entry ->
                table.append(String.format("  %-50s %s%n", entry.pattern, String.join(" ", entry.entrypoint))));
        return table.append(String.format("  %-50s %s%n", "any other", "ErrImagePull"))
                .toString();
    }
}
