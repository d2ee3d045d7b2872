import * as vscode from 'vscode';
import type { Finding } from '../../onvif/base/finding';
import type { DefinitionConsent } from '../../onvif/catalog/definitionUrls';
import type { Consent } from '../../onvif/device/consent';
import type { TrustPrompt } from '../../onvif/device/trust';
import type { CertificateFacts } from '../../onvif/http/transport';

/**
 * The questions that stand between a secret and a stranger, as modal dialogs: nothing has been sent while one
 * is open, and closing it means no.
 */
export class TrustQuestions implements TrustPrompt, Consent, DefinitionConsent {
  trustNew(certificate: CertificateFacts, authority: string, remarks: readonly Finding[]): Promise<boolean> {
    return ask(
      vscode.l10n.t('Trust the certificate of {0}?', authority),
      [
        vscode.l10n.t('It is new here. Compare its fingerprint with the one on the device:'),
        ...describeCertificate(certificate, remarks),
      ],
      vscode.l10n.t('Trust {0}', authority),
    );
  }

  trustChanged(
    certificate: CertificateFacts,
    authority: string,
    pinned: string,
    remarks: readonly Finding[],
  ): Promise<boolean> {
    return ask(
      vscode.l10n.t('The certificate of {0} has changed. Trust the new one?', authority),
      [
        vscode.l10n.t(
          'After a factory reset or an update that is expected; otherwise somebody may stand between you and the device.',
        ),
        ...describeCertificate(certificate, remarks),
        vscode.l10n.t('Until now: {0}', pinned),
      ],
      vscode.l10n.t('Trust New Certificate'),
    );
  }

  allowAuthority(
    device: { readonly id: string; readonly name: string },
    authority: string,
    why: string,
  ): Promise<boolean> {
    return ask(
      vscode.l10n.t('Let {0} send you to {1}?', device.name, authority),
      [why, vscode.l10n.t('It is another address than the one you know the device by.')],
      vscode.l10n.t('Send to {0}', authority),
    );
  }

  allowOrigin(origin: string, named: string, by: string): Promise<boolean> {
    return ask(
      vscode.l10n.t('Fetch definitions from {0}?', origin),
      [
        vscode.l10n.t('{0} names {1}.', by, named),
        vscode.l10n.t('It is another server than the one you gave. It is asked about once for this load.'),
      ],
      vscode.l10n.t('Fetch from {0}', origin),
    );
  }
}

async function ask(question: string, lines: readonly string[], yes: string): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: lines.join('\n\n') },
    yes,
  );
  return answer === yes;
}

function describeCertificate(certificate: CertificateFacts, remarks: readonly Finding[]): string[] {
  return [
    certificate.fingerprint,
    [
      vscode.l10n.t('Subject: {0}', certificate.subject),
      vscode.l10n.t('Issuer: {0}', certificate.issuer),
      vscode.l10n.t('Valid: {0} to {1}', certificate.validFrom, certificate.validTo),
    ].join('\n'),
    ...remarks.map(each => each.message),
  ];
}
