package io.catena.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How servers are reached, as far as one source says it: the command line, the environment or a context. What it does not say
 * is null. Of tokens and keys only the names of the files are here.
 */
record ServerSettings(
        List<String> servers, Path authorities, Path certificate, Path key, Path tokenFile, Path adminTokenFile) {
    static final ServerSettings NONE = new ServerSettings(null, null, null, null, null, null);

    /** What the other source says counts where this one says nothing. */
    ServerSettings orElse(ServerSettings other) {
        return new ServerSettings(
                first(servers, other.servers),
                first(authorities, other.authorities),
                first(certificate, other.certificate),
                first(key, other.key),
                first(tokenFile, other.tokenFile),
                first(adminTokenFile, other.adminTokenFile));
    }

    private static <T> T first(T own, T others) {
        return own == null ? others : own;
    }

    /** The same with paths that mean the same in each working folder. */
    ServerSettings absolute() {
        return new ServerSettings(
                servers,
                absolute(authorities),
                absolute(certificate),
                absolute(key),
                absolute(tokenFile),
                absolute(adminTokenFile));
    }

    private static Path absolute(Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }

    /** Without what is not said; the names are those of the contexts file. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "servers", servers);
        put(json, "cacert", authorities);
        put(json, "cert", certificate);
        put(json, "key", key);
        put(json, "tokenFile", tokenFile);
        put(json, "adminTokenFile", adminTokenFile);
        return json;
    }

    private static void put(Map<String, Object> json, String name, Object value) {
        if (value != null) {
            json.put(name, value instanceof Path path ? path.toString() : value);
        }
    }
}
