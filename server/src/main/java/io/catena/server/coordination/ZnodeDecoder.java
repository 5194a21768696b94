package io.catena.server.coordination;

import io.catena.server.coordination.client.CoordinationException.MalformedZnode;

/** Decodes the content of a znode. */
@FunctionalInterface
public interface ZnodeDecoder<T> {
    T decode(String path, byte[] data) throws MalformedZnode;
}
