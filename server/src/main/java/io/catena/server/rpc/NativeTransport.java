package io.catena.server.rpc;

import java.nio.file.Path;

/** Where Netty unpacks its native library: by itself into the temporary directory that all users share. */
public final class NativeTransport {
    private static final String DIRECTORY_PROPERTY = "io.netty.native.workdir";

    private NativeTransport() {}

    /**
     * To be called before anything of Netty is used; without effect if the property says where.
     *
     * @param directory exists, and is its owner's alone
     */
    public static void unpackInto(Path directory) {
        if (System.getProperty(DIRECTORY_PROPERTY) == null) {
            System.setProperty(DIRECTORY_PROPERTY, directory.toAbsolutePath().toString());
        }
    }
}
