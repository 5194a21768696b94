package io.catena.client;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

public class FirstCallTest {
    private static final String CLIENT = "io.catena.client.";

    /** Loads the client's classes anew, as in a process that has made no call yet. */
    private static final class Fresh extends URLClassLoader {
        Fresh() {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(Fresh::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        private static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
            }
        }

        boolean hasLoaded(String name) {
            return findLoadedClass(name) != null;
        }
    }

    @Test
    public void whatOnlyACallNeedsIsLoadedAsTheClientIsBuilt() throws Exception {
        List<String> needed = List.of(
                CLIENT + "SharedConnection$Unconnected",
                CLIENT + "BatchSender$Outcome",
                CLIENT + "Standing$Failure",
                CLIENT + "Problem",
                CLIENT + "Ending",
                CLIENT + "UnavailableException$Reason",
                "io.catena.thrift.Catena$layout_result",
                "org.slf4j.LoggerFactory");
        try (Fresh process = new Fresh()) {
            Object builder = process.loadClass(CLIENT + "CatenaClient")
                    .getMethod("builder")
                    .invoke(null);
            needed.forEach(name -> assertFalse(name, process.hasLoaded(name)));
            Method servers = builder.getClass().getMethod("servers", String[].class);
            servers.invoke(builder, (Object) new String[] {"127.0.0.1:1"});
            AutoCloseable client =
                    (AutoCloseable) builder.getClass().getMethod("build").invoke(builder);
            client.close();
            needed.forEach(name -> assertTrue(name, process.hasLoaded(name)));
        }
    }
}
