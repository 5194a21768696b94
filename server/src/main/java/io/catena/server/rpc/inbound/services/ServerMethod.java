package io.catena.server.rpc.inbound.services;

import io.catena.server.rpc.RemoteMethod;
import io.catena.server.rpc.Reply;
import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TProtocol;

/**
 * A method with the code that serves it.
 *
 * @param <A> the generated arguments
 * @param <T> the type of the result
 */
public record ServerMethod<A extends TSerializable, T>(RemoteMethod<A, T> method, Action<A, T> action) {
    /** Checks the arguments and passes them on. */
    public interface Action<A, T> {
        void run(A arguments, RemoteCaller caller, Reply<T> reply) throws InvalidRequest, Forbidden;
    }

    /** Reads the arguments completely: the frame is not needed afterwards. */
    public A read(TProtocol in) throws TException {
        A arguments = method.newArguments();
        arguments.read(in);
        return arguments;
    }
}
