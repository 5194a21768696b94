package io.catena.systemtest;

import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import io.catena.server.NodeMain;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A possible next release, made from the sources of this one: it knows one format more. In the format that both know,
 * it writes a field into znodes that this release ignores; in its own format each record has eight more bytes, which
 * this release cannot read.
 */
final class NextRelease {
    private static final Path SOURCES = Path.of("..", "server", "src", "main", "java");
    private static final String CHAIN = "io/catena/server/chain/";

    private NextRelease() {}

    /** Compiles the changed sources; returns the folder with their classes. */
    static Path compile(Path folder) throws Exception {
        Path sources = Folders.make(folder.resolve("sources"));
        List<Path> changed = List.of(
                changed(
                        sources,
                        CHAIN + "ClusterFormat.java",
                        "new FormatRange(1, 2)",
                        "new FormatRange(1, 3)",
                        "return 1;",
                        "return (byte) (number < 3 ? 1 : 2);"),
                changed(
                        sources,
                        CHAIN + "LogRecord.java",
                        "int size = HEADER_BYTES + CHECKSUM_BYTES;",
                        "boolean later = format.recordLayout() == 2;"
                                + " int size = HEADER_BYTES + CHECKSUM_BYTES + (later ? Long.BYTES : 0);",
                        "putInt(writes.size());",
                        "putInt(writes.size()); if (later) { out.putLong(-seq); }",
                        "if (layout != LAYOUT) {",
                        "if (layout != LAYOUT && layout != 2) {",
                        "int count = in.getInt();",
                        "int count = in.getInt(); if (layout == 2 && in.getLong() != -seq) {"
                                + " throw new CorruptRecordException(\"what the next format adds is wrong\"); }"),
                changed(
                        sources,
                        "io/catena/server/coordination/ZnodeJson.java",
                        "all.putAll(fields);",
                        "all.putAll(fields); all.put(\"saidByTheNextRelease\", Map.of(\"of\", 1));"));
        Path classes = Folders.make(folder.resolve("classes"));
        List<String> options = List.of("-proc:none", "-nowarn", "-cp", classPath(), "-d", classes.toString());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjectsFromPaths(changed))
                    .call();
            assertTrue("the next release does not compile: " + said, compiled);
        }
        return classes;
    }

    /** Replaces in a source the first text of each pair, which must occur exactly once, by the second. */
    private static Path changed(Path folder, String file, String... pairs) throws Exception {
        String text = Files.readString(SOURCES.resolve(file));
        for (int i = 0; i < pairs.length; i += 2) {
            int at = text.indexOf(pairs[i]);
            if (at < 0 || at != text.lastIndexOf(pairs[i])) {
                throw new AssertionError(file + " does not have exactly once: " + pairs[i]);
            }
            text = text.replace(pairs[i], pairs[i + 1]);
        }
        Path copy = folder.resolve(file);
        Files.createDirectories(copy.getParent());
        return Files.writeString(copy, text);
    }

    /** The class path for the compiler; that of a test may be a manifest that only names the other entries. */
    private static String classPath() {
        return Stream.of(NodeMain.class, JSON.class, JsonFactory.class)
                .map(type -> Path.of(java.net.URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }
}
