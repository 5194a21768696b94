package io.catena.client;

import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TList;
import org.apache.thrift.protocol.TMap;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.protocol.TSet;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.transport.TTransport;

/**
 * Thrift's strict binary protocol for a client that does not trust the server: no container is built that has more elements
 * than the reply can have, texts are cut, and those of errors are fit for terminals and logs.
 */
final class ReplyProtocol extends TBinaryProtocol {
    /** No name, note or message of a server is longer than this. */
    static final int MAX_TEXT_CHARACTERS = 1000;

    private final int number;
    private final int maxElements;
    /** What the call was numbered by what sends it. */
    private int askedUnder;
    /** How many nested structs are being read. */
    private int depth;

    private boolean inError;

    /**
     * For one call.
     *
     * @param number tells it from others on the connection
     * @param maxElements how many elements a list, set or map of the reply may have
     */
    ReplyProtocol(TTransport transport, int number, int maxElements) {
        super(transport, true, true);
        this.number = number;
        this.maxElements = maxElements;
    }

    @Override
    public void writeMessageBegin(TMessage message) throws TException {
        askedUnder = message.seqid;
        super.writeMessageBegin(new TMessage(message.name, message.type, number));
    }

    @Override
    public TMessage readMessageBegin() throws TException {
        TMessage message = super.readMessageBegin();
        depth = 0;
        inError = message.type == TMessageType.EXCEPTION;
        if (message.seqid != number) {
            throw new TApplicationException(
                    TApplicationException.BAD_SEQUENCE_ID,
                    "the server replied to call " + message.seqid + " and not to " + number);
        }
        return new TMessage(message.name, message.type, askedUnder);
    }

    @Override
    public TStruct readStructBegin() throws TException {
        depth++;
        return super.readStructBegin();
    }

    @Override
    public void readStructEnd() throws TException {
        depth--;
        super.readStructEnd();
    }

    @Override
    public TField readFieldBegin() throws TException {
        TField field = super.readFieldBegin();
        // A reply is a struct, of whose fields the first, 0, is the result and all others are the declared errors.
        if (depth == 1 && field.id != 0) {
            inError = true;
        }
        return field;
    }

    @Override
    public String readString() throws TException {
        String text = super.readString();
        String cut = text.length() <= MAX_TEXT_CHARACTERS ? text : text.substring(0, MAX_TEXT_CHARACTERS) + "...";
        return inError ? Printable.of(cut) : cut;
    }

    @Override
    public TList readListBegin() throws TException {
        TList list = super.readListBegin();
        checkElements(list.size);
        return list;
    }

    @Override
    public TSet readSetBegin() throws TException {
        TSet set = super.readSetBegin();
        checkElements(set.size);
        return set;
    }

    @Override
    public TMap readMapBegin() throws TException {
        TMap map = super.readMapBegin();
        checkElements(map.size);
        return map;
    }

    private void checkElements(int size) throws TProtocolException {
        if (size < 0 || size > maxElements) {
            throw new TProtocolException(
                    TProtocolException.SIZE_LIMIT,
                    "the reply has " + size + " elements where at most " + maxElements + " can be right");
        }
    }
}
