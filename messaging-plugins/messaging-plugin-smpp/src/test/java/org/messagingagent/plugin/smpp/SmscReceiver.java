package org.messagingagent.plugin.smpp;

import java.util.function.LongConsumer;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.QueryBroadcastSm;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QueryBroadcastSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.ServerResponseDeliveryListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.util.MessageId;

/** The requests that a {@link TestSmsc} takes: submit_sm alone. */
final class SmscReceiver implements ServerMessageReceiverListener {

  private static final int NO_SUCH_COMMAND = 0x03;

  private final Submits submits;

  /** Takes submits. */
  interface Submits {
    SubmitSmResult take(SubmitSm pdu, SMPPServerSession session) throws ProcessRequestException;
  }

  /** An answer with the number of the message. */
  static final class NumberedResult extends SubmitSmResult {

    private final long number;
    private final boolean receiptWanted;

    NumberedResult(MessageId id, long number, boolean receiptWanted) {
      super(id, new OptionalParameter[0]);
      this.number = number;
      this.receiptWanted = receiptWanted;
    }
  }

  /** Is told which submits were answered. */
  record Answered(LongConsumer numbers) implements ServerResponseDeliveryListener {

    @Override
    public void onSubmitSmRespSent(SubmitSmResult result, SMPPServerSession source) {
      tell(result);
    }

    /** The SMSC has it all the same. */
    @Override
    public void onSubmitSmRespError(
        SubmitSmResult result, Exception cause, SMPPServerSession source) {
      tell(result);
    }

    @Override
    public void onSubmitMultiRespSent(SubmitMultiResult result, SMPPServerSession source) {}

    @Override
    public void onSubmitMultiRespError(
        SubmitMultiResult result, Exception cause, SMPPServerSession source) {}

    private void tell(SubmitSmResult result) {
      if (result instanceof NumberedResult numbered && numbered.receiptWanted) {
        numbers.accept(numbered.number);
      }
    }
  }

  SmscReceiver(Submits submits) {
    this.submits = submits;
  }

  @Override
  public SubmitSmResult onAcceptSubmitSm(SubmitSm pdu, SMPPServerSession source)
      throws ProcessRequestException {
    return submits.take(pdu, source);
  }

  @Override
  public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti pdu, SMPPServerSession source)
      throws ProcessRequestException {
    throw refused();
  }

  @Override
  public QuerySmResult onAcceptQuerySm(QuerySm pdu, SMPPServerSession source)
      throws ProcessRequestException {
    throw refused();
  }

  @Override
  public void onAcceptReplaceSm(ReplaceSm pdu, SMPPServerSession source)
      throws ProcessRequestException {
    throw refused();
  }

  @Override
  public void onAcceptCancelSm(CancelSm pdu, SMPPServerSession source)
      throws ProcessRequestException {
    throw refused();
  }

  @Override
  public BroadcastSmResult onAcceptBroadcastSm(BroadcastSm pdu, SMPPServerSession source)
      throws ProcessRequestException {
    throw refused();
  }

  @Override
  public void onAcceptCancelBroadcastSm(CancelBroadcastSm pdu, SMPPServerSession source)
      throws ProcessRequestException {
    throw refused();
  }

  @Override
  public QueryBroadcastSmResult onAcceptQueryBroadcastSm(
      QueryBroadcastSm pdu, SMPPServerSession source) throws ProcessRequestException {
    throw refused();
  }

  @Override
  public DataSmResult onAcceptDataSm(DataSm pdu, Session source) throws ProcessRequestException {
    throw refused();
  }

  private static ProcessRequestException refused() {
    return new ProcessRequestException("not taken", NO_SUCH_COMMAND);
  }
}
