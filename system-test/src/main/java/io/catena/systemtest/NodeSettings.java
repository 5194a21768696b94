package io.catena.systemtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the nodes of a cluster are started.
 *
 * @param mainClass the program
 * @param options on the command line of each node
 * @param jvmOptions of each JVM, after those of {@link JavaProcess}
 * @param security how nodes are protected
 */
public record NodeSettings(String mainClass, List<String> options, List<String> jvmOptions, ClusterSecurity security) {
    private static final String NODE = "io.catena.server.NodeMain";

    /**
     * With no JVM options beyond those of {@link JavaProcess}.
     *
     * @param zookeeper {@code host:port,...}
     */
    public static NodeSettings of(String zookeeper, int sessionTimeoutMillis, String... moreOptions) {
        List<String> options = new ArrayList<>(
                List.of("--zookeeper", zookeeper, "--session-timeout-millis", Integer.toString(sessionTimeoutMillis)));
        options.addAll(Arrays.asList(moreOptions));
        return new NodeSettings(NODE, List.copyOf(options), List.of(), ClusterSecurity.NONE);
    }

    /** The same nodes with more options; of an option that is given twice the last one counts. */
    public NodeSettings withOptions(String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(Arrays.asList(more));
        return new NodeSettings(mainClass, List.copyOf(all), jvmOptions, security);
    }

    /** The same nodes in JVMs with these options. */
    public NodeSettings withJvmOptions(List<String> more) {
        return new NodeSettings(mainClass, options, List.copyOf(more), security);
    }

    /** The same nodes, protected in this way. */
    public NodeSettings withSecurity(ClusterSecurity other) {
        return new NodeSettings(mainClass, options, jvmOptions, other);
    }

    /** The same nodes with another program, such as one that breaks a rule on purpose. */
    public NodeSettings withMainClass(Class<?> program) {
        return new NodeSettings(program.getName(), options, jvmOptions, security);
    }
}
