package io.catena.client;

import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.ReadResult;
import io.catena.thrift.WriteResult;
import java.nio.ByteBuffer;

/** A server that must get batches alone: the client makes no call for a single key. */
interface BatchesAlone extends Catena.Iface {
    @Override
    default WriteResult put(ByteBuffer key, ByteBuffer value, CallOptions options) {
        throw new UnsupportedOperationException("the client sends batches");
    }

    @Override
    default ReadResult get(ByteBuffer key, CallOptions options) {
        throw new UnsupportedOperationException("the client sends batches");
    }

    @Override
    default WriteResult remove(ByteBuffer key, CallOptions options) {
        throw new UnsupportedOperationException("the client sends batches");
    }
}
