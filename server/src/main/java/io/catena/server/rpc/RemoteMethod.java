package io.catena.server.rpc;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TBase;
import org.apache.thrift.TException;
import org.apache.thrift.TFieldIdEnum;
import org.apache.thrift.TSerializable;
import org.apache.thrift.meta_data.FieldMetaData;
import org.apache.thrift.meta_data.StructMetaData;
import org.apache.thrift.protocol.TProtocol;

/**
 * A method of {@code catena.thrift} that has an answer: its name, its arguments, and how results and declared
 * exceptions are put into the generated result struct and taken out of it.
 *
 * @param <A> the generated arguments
 * @param <T> the type of the result; {@link Void} if there is none
 */
public final class RemoteMethod<A extends TSerializable, T> {
    private static final int SUCCESS_FIELD = 0;

    private final String name;
    private final Supplier<A> newArguments;
    private final Results<?, ?, T> results;

    private RemoteMethod(String name, Supplier<A> newArguments, Results<?, ?, T> results) {
        this.name = name;
        this.newArguments = newArguments;
        this.results = results;
    }

    static <A extends TSerializable, R extends TBase<R, F>, F extends TFieldIdEnum, T> RemoteMethod<A, T> of(
            String name, Supplier<A> newArguments, Class<T> type, Supplier<R> newResult, Map<F, FieldMetaData> fields) {
        return new RemoteMethod<>(name, newArguments, new Results<>(type, newResult, fields));
    }

    public String name() {
        return name;
    }

    public A newArguments() {
        return newArguments.get();
    }

    /** The result struct with this value. */
    public TSerializable success(T value) {
        return results.success(value);
    }

    /** The result struct with this exception; null if the method does not declare the exception. */
    public TSerializable failure(Exception error) {
        return results.failure(error);
    }

    public boolean declares(Class<? extends Exception> type) {
        return results.fieldOf(type) != null;
    }

    /** Reads a result struct: returns its value, or throws the declared exception that it holds. */
    public T readResult(TProtocol in) throws TException {
        return results.read(in, name);
    }

    private record Results<R extends TBase<R, F>, F extends TFieldIdEnum, T>(
            Class<T> type, Supplier<R> newResult, Map<F, FieldMetaData> fields) {

        TSerializable success(T value) {
            R result = newResult.get();
            F field = result.fieldForId(SUCCESS_FIELD);
            if (field != null) {
                result.setFieldValue(field, value);
            }
            return result;
        }

        TSerializable failure(Exception error) {
            F field = fieldOf(error.getClass());
            if (field == null) {
                return null;
            }
            R result = newResult.get();
            result.setFieldValue(field, error);
            return result;
        }

        F fieldOf(Class<?> exceptionType) {
            for (Map.Entry<F, FieldMetaData> entry : fields.entrySet()) {
                if (entry.getKey().getThriftFieldId() != SUCCESS_FIELD
                        && entry.getValue().valueMetaData instanceof StructMetaData struct
                        && struct.structClass == exceptionType) {
                    return entry.getKey();
                }
            }
            return null;
        }

        T read(TProtocol in, String name) throws TException {
            R result = newResult.get();
            result.read(in);
            for (F field : fields.keySet()) {
                if (!result.isSet(field)) {
                    continue;
                }
                if (field.getThriftFieldId() == SUCCESS_FIELD) {
                    return type.cast(result.getFieldValue(field));
                }
                throw (TException) result.getFieldValue(field);
            }
            if (result.fieldForId(SUCCESS_FIELD) == null) {
                return null;
            }
            throw new TApplicationException(
                    TApplicationException.MISSING_RESULT, name + " was answered without a result");
        }
    }
}
