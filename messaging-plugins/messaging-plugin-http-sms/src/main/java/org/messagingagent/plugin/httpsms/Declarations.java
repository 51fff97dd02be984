package org.messagingagent.plugin.httpsms;

import static org.messagingagent.plugin.httpsms.SettingKinds.list;
import static org.messagingagent.plugin.httpsms.SettingKinds.matches;
import static org.messagingagent.plugin.httpsms.SettingKinds.path;
import static org.messagingagent.plugin.httpsms.SettingKinds.printable;
import static org.messagingagent.plugin.httpsms.SettingKinds.secret;
import static org.messagingagent.plugin.httpsms.SettingKinds.urlSecret;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.messagingagent.spi.PluginSetting;

/** The settings that the plugin has. What they mean together is for {@link Setup}. */
final class Declarations {

  private Declarations() {}

  static List<PluginSetting> all() {
    return Stream.of(
            ofTheRequest(), ofMessages(), ofAnswers(), ofCallbacks(), ofTheGuard(), ofSimulation())
        .flatMap(List::stream)
        .toList();
  }

  private static List<PluginSetting> ofTheRequest() {
    return List.of(
        PluginSetting.text(Keys.PRESET)
            .oneOf("none", "form-password", "json-bearer", "basic-account")
            .withDefault("none")
            .describedAs("Defaults for the shape of the vendor's API; every one can be set"),
        PluginSetting.text(Keys.URL)
            .describedAs("Where messages are sent; placeholders may stand in its path and query"),
        PluginSetting.text(Keys.METHOD)
            .oneOf("POST", "PUT", "PATCH", "GET")
            .withDefault("POST")
            .describedAs("The method of the request"),
        PluginSetting.textsBelow(Keys.HEADER)
            .secret()
            .describedAs("Headers of the request by name, with placeholders; none leaves one out"),
        PluginSetting.text(Keys.BODY).describedAs("The body of the request, with placeholders"),
        PluginSetting.text(Keys.BODY_TYPE)
            .oneOf("form", "json", "xml")
            .describedAs("What the body is: it decides how values are written into it"),
        PluginSetting.text(Keys.CHARSET)
            .withDefault("UTF-8")
            .checkedBy(SettingKinds::charsetProblem)
            .describedAs("The character set of forms, XML and addresses"),
        PluginSetting.text(Keys.AUTH)
            .oneOf("none", "basic", "bearer")
            .withDefault("none")
            .describedAs(
                "The Authorization header: Basic with user (or account) and password, or Bearer with token"),
        printable(Keys.USER).describedAs("The user at the vendor"),
        printable(Keys.PASSWORD).secret().describedAs("The password or API secret"),
        printable(Keys.TOKEN).secret().describedAs("The API token"),
        printable(Keys.ACCOUNT).describedAs("The account's id"));
  }

  private static List<PluginSetting> ofMessages() {
    return List.of(
        PluginSetting.text(Keys.FROM).describedAs("The sender of messages that name none"),
        PluginSetting.text(Keys.NUMBERS)
            .oneOf("none", "plus", "00", "digits")
            .withDefault("none")
            .describedAs(
                "How the vendor wants numbers: +47…, 0047…, 47… or, with none, as they came"),
        PluginSetting.text(Keys.COUNTRY_CODE)
            .checkedBy(
                matches("[1-9][0-9]{0,2}", "must be 1 to 3 digits such as 47, without + or 00"))
            .describedAs("The country code of numbers that begin with neither + nor 00"),
        PluginSetting.number(Keys.MAX_LENGTH)
            .between(1, 100_000)
            .withDefault(1_600)
            .describedAs("The longest content, in characters"),
        PluginSetting.text(Keys.ENCODING_GSM)
            .withDefault("gsm")
            .describedAs("What {{encoding}} is where the GSM 7-bit alphabet has all of the text"),
        PluginSetting.text(Keys.ENCODING_UNICODE)
            .withDefault("unicode")
            .describedAs("What {{encoding}} is for all other texts"),
        PluginSetting.duration(Keys.TIMEOUT)
            .between(Duration.ofMillis(100), Duration.ofSeconds(45))
            .withDefault(Duration.ofSeconds(10))
            .describedAs("How long the whole exchange may take"),
        PluginSetting.duration(Keys.CONNECT_TIMEOUT)
            .between(Duration.ofMillis(100), Duration.ofSeconds(45))
            .withDefault(Duration.ofSeconds(5))
            .describedAs("How long connecting may take"),
        PluginSetting.path(Keys.TRUST_CERTIFICATES)
            .describedAs(
                "A PEM file of the authorities that alone may vouch for the vendor's host; by default those of the JDK"),
        PluginSetting.flag(Keys.RECOGNISES_REPEATS)
            .withDefault(false)
            .describedAs(
                "Whether the vendor sends a message once when it gets it twice, as by {{messaging-id}}; then lost answers are tried again"));
  }

  private static List<PluginSetting> ofAnswers() {
    return List.of(
        list("status.sent").withDefault("200-299").describedAs("HTTP statuses: taken"),
        list("status.retry")
            .withDefault("300-399, 401, 402, 403, 407, 408, 425, 429, 503")
            .describedAs("HTTP statuses: certainly not taken, and no fault of the message"),
        list("status.rejected")
            .withDefault("400-499")
            .describedAs("HTTP statuses: refused for good"),
        list("status.unknown")
            .withDefault("100-199, 500-599")
            .describedAs("HTTP statuses: it may have been taken"),
        PluginSetting.text(Keys.ANSWER_ID)
            .describedAs("Where the answer has the vendor's id of the message"),
        PluginSetting.flag(Keys.ANSWER_ID_REQUIRED)
            .withDefault(true)
            .describedAs("Whether an answer without the id counts as unknown instead of sent"),
        PluginSetting.text(Keys.ANSWER_CODE)
            .describedAs("Where the answer says what became of it, besides the HTTP status"),
        list("answer.sent").describedAs("Values of answer.code: taken"),
        list("answer.retry").describedAs("Values of answer.code: not taken, try again"),
        list("answer.rejected").describedAs("Values of answer.code: refused for good"),
        list("answer.unknown").describedAs("Values of answer.code: it may have been taken"),
        PluginSetting.text(Keys.ANSWER_OTHERWISE)
            .oneOf("sent", "retry", "rejected", "unknown")
            .withDefault("rejected")
            .describedAs(
                "What any other value of answer.code means where the HTTP status is one of status.sent"),
        PluginSetting.text(Keys.ANSWER_REASON)
            .describedAs("Where the answer says why; callers see it"));
  }

  private static List<PluginSetting> ofCallbacks() {
    return List.of(
        path(Keys.RECEIPT_PATH)
            .withDefault("/receipts")
            .describedAs("Where the vendor reports, below /gateway/http-sms"),
        PluginSetting.text(Keys.RECEIPT_ITEMS)
            .describedAs(
                "Where a request has several reports (json:); the others then begin there"),
        PluginSetting.text(Keys.RECEIPT_ID).describedAs("Where a report has the message's id"),
        PluginSetting.text(Keys.RECEIPT_STATUS).describedAs("Where a report has the status"),
        PluginSetting.text(Keys.RECEIPT_REASON).describedAs("Where a report says why"),
        PluginSetting.text(Keys.RECEIPT_MESSAGING_ID)
            .describedAs(
                "Where a report has {{messaging-id}}, where the request has it; it settles what became of messages whose answer was lost"),
        list("receipt.sent").describedAs("Values of receipt.status: on its way"),
        list("receipt.received").describedAs("Values of receipt.status: the receiver has it"),
        list("receipt.failed").describedAs("Values of receipt.status: it could not be delivered"),
        list("receipt.refused").describedAs("Values of receipt.status: the vendor refused it"),
        list("receipt.ignored").describedAs("Values of receipt.status: say nothing"),
        PluginSetting.text(Keys.RECEIPT_OTHERWISE)
            .oneOf("sent", "received", "failed", "refused", "ignored")
            .withDefault("ignored")
            .describedAs("What any other value of receipt.status means"),
        path(Keys.INCOMING_PATH)
            .withDefault("/incoming")
            .describedAs("Where the vendor brings incoming messages, below /gateway/http-sms"),
        PluginSetting.text(Keys.INCOMING_HANDLER)
            .describedAs("The plugin that handles incoming messages; without it none are taken"),
        PluginSetting.text(Keys.INCOMING_FORMAT)
            .withDefault("sms/text")
            .describedAs("The format of incoming messages; none for none"),
        PluginSetting.text(Keys.INCOMING_ITEMS)
            .describedAs(
                "Where a request has several messages (json:); the others then begin there"),
        PluginSetting.text(Keys.INCOMING_ID)
            .describedAs("Where the vendor's id is, by which a repeat is known"),
        PluginSetting.text(Keys.INCOMING_FROM).describedAs("Where the sender is"),
        PluginSetting.text(Keys.INCOMING_TO).describedAs("Where the receiver is"),
        PluginSetting.text(Keys.INCOMING_TEXT).describedAs("Where the text is"),
        PluginSetting.text(Keys.INCOMING_SESSION)
            .describedAs("Where the key of the conversation is"));
  }

  private static List<PluginSetting> ofTheGuard() {
    return List.of(
        urlSecret(Keys.CALLBACK_PATH_SECRET)
            .describedAs(
                "The first part of the path that the vendor calls: /gateway/http-sms/SECRET/receipts; at least 16 characters"),
        urlSecret(Keys.CALLBACK_QUERY_SECRET)
            .describedAs(
                "A parameter of the address that the vendor calls: ?secret=SECRET; at least 16 characters"),
        PluginSetting.text(Keys.CALLBACK_QUERY_NAME)
            .withDefault("secret")
            .checkedBy(matches("[A-Za-z0-9._~-]{1,50}", "must be letters and digits"))
            .describedAs("The parameter of callback.query-secret"),
        PluginSetting.text(Keys.CALLBACK_USER)
            .checkedBy(matches("[^:]+", "must have no colon"))
            .describedAs("Vendors call with Basic, as this user"),
        secret(Keys.CALLBACK_PASSWORD).describedAs("The password of callback.user"),
        secret(Keys.CALLBACK_HMAC_SECRET).describedAs("Vendors sign (HMAC) with this secret"),
        PluginSetting.text(Keys.CALLBACK_HMAC_HEADER)
            .describedAs("The header with the signature, in hexadecimal or Base64"),
        PluginSetting.text(Keys.CALLBACK_HMAC_ALGORITHM)
            .oneOf("sha256", "sha512", "sha1")
            .withDefault("sha256")
            .describedAs("The hash of the signature"),
        PluginSetting.text(Keys.CALLBACK_HMAC_SIGNED)
            .withDefault("{{body}}")
            .describedAs(
                "What is signed: {{body}}, {{url}}, {{sorted-form}}, {{header:X-Name}} and fixed text"),
        PluginSetting.text(Keys.CALLBACK_ADDRESSES)
            .checkedBy(SettingKinds::addressProblem)
            .describedAs("The addresses from which the vendor calls, such as 192.0.2.0/24"),
        PluginSetting.text(Keys.CALLBACK_ANSWER)
            .describedAs("The text that the vendor gets when a request was taken"),
        PluginSetting.text(Keys.CALLBACK_ANSWER_TYPE)
            .withDefault("text/plain; charset=utf-8")
            .checkedBy(matches("[ -~]+", "must be a content type such as text/plain"))
            .describedAs("The content type of that text"));
  }

  private static List<PluginSetting> ofSimulation() {
    return List.of(
        PluginSetting.flag(Keys.SIMULATE)
            .withDefault(false)
            .describedAs("Sends nothing, and answers as if the vendor had taken it"),
        PluginSetting.text(Keys.SIMULATE_RECEIPT)
            .oneOf("none", "sent", "received", "failed", "refused")
            .withDefault("none")
            .describedAs("What is reported of each simulated message"),
        PluginSetting.duration(Keys.SIMULATE_RECEIPT_AFTER)
            .between(Duration.ZERO, Duration.ofHours(1))
            .withDefault(Duration.ofSeconds(1))
            .describedAs("When it is reported"));
  }
}
