import { afterEach, describe, expect, it, vi } from 'vitest';

import EmulatorPlugin from './plugin.ts';
import { dropUnknownTypes, type Template } from './unknown-types.ts';

const template = (outputs: Readonly<Record<string, unknown>>): Template => ({
  Resources: {
    DataVolume: { Type: 'AWS::EC2::Volume' },
    Topic: { Type: 'AWS::SNS::Topic' },
  },
  Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
});

describe('what an emulator does not have', () => {
  it('is left out, and said', () => {
    const given = template({});
    expect(dropUnknownTypes(given)).toEqual(['AWS::EC2::Volume DataVolume']);
    expect(given.Resources).toEqual({ Topic: { Type: 'AWS::SNS::Topic' } });
  });

  it('is left out with the outputs that name it, in whatever way', () => {
    const given = template({
      ByRef: { Ref: 'DataVolume' },
      ByAttribute: { 'Fn::GetAtt': ['DataVolume', 'VolumeId'] },
      InText: { 'Fn::Sub': 'the volume ${DataVolume}' },
      InList: {
        'Fn::Join': ['', ['the volume ', { 'Fn::Sub': ['${Id}', { Id: { 'Fn::GetAtt': 'DataVolume.VolumeId' } }] }]],
      },
      Text: 'DataVolume',
      Other: { 'Fn::Sub': '${Topic} ${AWS::Region}' },
    });
    expect(dropUnknownTypes(given)).toEqual([
      'AWS::EC2::Volume DataVolume',
      'output ByRef',
      'output ByAttribute',
      'output InText',
      'output InList',
    ]);
    expect(Object.keys(given.Outputs ?? {})).toEqual(['Text', 'Other']);
  });

  describe('stays in the template', () => {
    afterEach(() => vi.unstubAllEnvs());

    for (const endpoint of [undefined, 'http://10.0.0.7:4566', 'http://127.0.0.1.example.com:4566'])
      it(`where the endpoint of AWS is ${endpoint ?? "AWS's own"}`, () => {
        vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
        const given = template({});
        const plugin = new EmulatorPlugin({ service: { provider: { compiledCloudFormationTemplate: given } } });
        for (const hook of Object.values(plugin.hooks)) hook();
        expect(Object.keys(given.Resources)).toEqual(['DataVolume', 'Topic']);
      });
  });
});
